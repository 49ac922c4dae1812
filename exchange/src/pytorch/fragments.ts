import { DATA_FRAGMENTS } from '../data/fragments.ts';
import { METRIC_FRAGMENTS } from '../metrics.ts';
import type { Fragments } from '../python/fragments.ts';
import { BALANCED_WEIGHTS } from './losses.ts';

export { DATA_FRAGMENTS };

/** What the training needs beside its own functions. */
export const TRAINING_FRAGMENTS: Fragments = {
  ...METRIC_FRAGMENTS,
  balanced_weights: BALANCED_WEIGHTS,
  Patience: `
class Patience:
    """The best value of a monitored figure, and for how many epochs it has not improved."""

    def __init__(
        self, monitor: str, *, higher_is_better: bool = False, min_delta: float = 0.0
    ) -> None:
        self.monitor, self.min_delta = monitor, min_delta
        self.sign = -1 if higher_is_better else 1
        self.best, self.waited = math.inf, 0

    def improves(self, figures: dict[str, float]) -> bool:
        value = self.sign * figures.get(self.monitor, math.nan)
        if value < self.best - self.min_delta:
            self.best, self.waited = value, 0
            return True
        self.waited += 1
        return False
`,
  train_only: `
def train_only(model: nn.Module, layers: set[str]) -> None:
    """Freezes all layers but these."""
    for name, weight in model.named_parameters():
        layer = name.split(".")[0].removesuffix("_activation")
        weight.requires_grad_(layer in layers and "bias_hh" not in name)
`,
  share_statistics: `
def share_statistics(model: nn.Module) -> None:
    """The same running statistics of batch norm in every process."""
    if dist.is_initialized():
        for statistic in model.buffers():
            dist.broadcast(statistic, src=0)
`,
  epoch_order: `
def epoch_order(count: int, epoch: int) -> np.ndarray:
    """A new order of the samples for each epoch, the same in every process."""
    return np.random.default_rng((SEED, epoch)).permutation(count)
`,
  predict_stochastic: `
@torch.no_grad()
def predict_stochastic(model: nn.Module, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of predictions with dropout on (Gal & Ghahramani 2016)."""
    model.eval()
    for module in model.modules():
        if hasattr(module, "p") or hasattr(module, "dropout"):
            module.training = True
    x = torch.from_numpy(inputs).to(DEVICE)
    samples = torch.stack([outputs_of(model, x) for _ in range(SAMPLES)])
    return samples.mean(dim=0).cpu().numpy(), samples.std(dim=0).cpu().numpy()
`,
  start_processes: `
def start_processes() -> None:
    """Joins the other processes where torchrun has started several."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        dist.init_process_group("nccl" if DEVICE.type == "cuda" else "gloo")
`,
  process: `
def process() -> tuple[int, int]:
    """The number of this process, and how many there are."""
    if dist.is_initialized():
        return dist.get_rank(), dist.get_world_size()
    return 0, 1
`,
};
