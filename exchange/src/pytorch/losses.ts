import type { LossPlan, Plan } from '#plan';
import { fusedHead, type Task, taskOf } from '../head.ts';
import { indented, lines, literal, number, rounded } from '../python/text.ts';

/** What a loss function is made of: the parts that depend on the plan. */
interface Context {
  readonly loss: LossPlan;
  readonly task: Task;
  readonly fused: boolean;
  readonly weighted: boolean;
}

/** `loss_function(outputs, targets)` and, where classes are weighted, the weights. */
export function lossFunction(plan: Plan): string {
  const { loss, classWeights } = plan.train;
  const task = taskOf(plan);
  const fused = fusedHead(plan) !== null;
  const weighted =
    classWeights !== null && ['cross_entropy', 'binary_cross_entropy'].includes(loss.name);
  const body = BODIES[loss.name]({ loss, task, fused, weighted });
  const weights = weighted ? `, weights: Tensor` : '';
  return lines(
    `def loss_function(outputs: Tensor, targets: Tensor${weights}) -> Tensor:`,
    indented(body),
  );
}

/** Lines of the training that leave `weights`, one factor a class, from the training part's targets. */
export function classWeights(plan: Plan): string | null {
  const { classWeights: setting, loss } = plan.train;
  if (setting === null || !['cross_entropy', 'binary_cross_entropy'].includes(loss.name)) {
    return null;
  }
  const task = taskOf(plan);
  if (setting !== 'balanced') return `torch.tensor(${literal([...setting])}, device=DEVICE)`;
  const classes = task.kind === 'classes' ? task.columns : 2;
  const labels =
    task.kind === 'classes' && !task.indices
      ? 'data.train.targets.argmax(axis=-1)'
      : 'data.train.targets';
  return `balanced_weights(${labels}, ${classes})`;
}

export const BALANCED_WEIGHTS = `
def balanced_weights(labels: np.ndarray, classes: int) -> Tensor:
    """samples / (classes * samples of the class); 0 for a class that does not occur."""
    counts = np.bincount(labels.reshape(-1).astype(int), minlength=classes)
    weights = np.where(counts > 0, labels.size / (classes * np.maximum(counts, 1)), 0)
    return torch.tensor(weights, dtype=torch.float32, device=DEVICE)
`;

const BODIES: Readonly<Record<LossPlan['name'], (context: Context) => string>> = {
  cross_entropy: crossEntropy,
  binary_cross_entropy: binaryCrossEntropy,
  mse: () => 'return F.mse_loss(outputs, targets)',
  mae: () => 'return F.l1_loss(outputs, targets)',
  huber: ({ loss }) =>
    `return F.huber_loss(outputs, targets, delta=${loss.name === 'huber' ? number(loss.delta) : '1'})`,
  hinge: () =>
    lines(
      'signs = torch.where(targets > 0, 1.0, -1.0)',
      'return F.relu(1 - signs * outputs).mean()',
    ),
  kl_divergence: () =>
    lines(
      'expected, given = targets.clamp(1e-7, 1), outputs.clamp(1e-7, 1)',
      'return (expected * torch.log(expected / given)).sum() / (outputs.numel() / outputs.shape[-1])',
    ),
};

function smoothingOf(loss: LossPlan): number {
  return 'labelSmoothing' in loss ? loss.labelSmoothing : 0;
}

function crossEntropy({ loss, task, fused, weighted }: Context): string {
  const smoothing = smoothingOf(loss);
  if (!fused) return crossEntropyOfOutputs(loss, task, weighted);
  const flat = task.outputShape.length > 1;
  const rows = 'outputs.flatten(0, -2)';
  const labels = task.indices ? 'targets.flatten()' : 'targets.flatten(0, -2)';
  const items = flat ? [rows, labels] : ['outputs', 'targets'];
  if (weighted) items.push('reduction="none"');
  if (smoothing > 0) items.push(`label_smoothing=${number(smoothing)}`);
  const loss_ = `F.cross_entropy(${items.join(', ')})`;
  if (!weighted) return `return ${loss_}`;
  const classes = task.indices ? (items[1] as string) : `${items[1]}.argmax(-1)`;
  return `return (${loss_} * weights[${classes}]).mean()`;
}

/** Outputs of another head than softmax, taken for probabilities as Keras does: clipped, then brought to the sum 1. */
function crossEntropyOfOutputs(loss: LossPlan, task: Task, weighted: boolean): string {
  const smoothing = smoothingOf(loss);
  const { columns } = task;
  const classes = task.indices ? 'targets' : 'targets.argmax(-1)';
  return lines(
    'shares = outputs.clamp(1e-7, 1 - 1e-7)',
    'shares = shares / shares.sum(-1, keepdim=True)',
    task.indices ? `expected = F.one_hot(targets, ${columns}).float()` : 'expected = targets',
    smoothing > 0 &&
      `expected = expected * ${number(1 - smoothing)} + ${rounded(smoothing / columns)}`,
    'losses = -(expected * shares.log()).sum(-1)',
    weighted ? `return (losses * weights[${classes}]).mean()` : 'return losses.mean()',
  );
}

function binaryCrossEntropy({ loss, fused, weighted }: Context): string {
  const smoothing = smoothingOf(loss);
  const expected = smoothing > 0 ? 'expected' : 'targets';
  const function_ = fused ? 'F.binary_cross_entropy_with_logits' : 'F.binary_cross_entropy';
  const outputs = fused ? 'outputs' : 'outputs.clamp(1e-7, 1 - 1e-7)';
  const items = [outputs, expected];
  if (weighted) items.push('reduction="none"');
  const value = `${function_}(${items.join(', ')})`;
  return lines(
    smoothing > 0 && `expected = targets * ${number(1 - smoothing)} + ${number(smoothing / 2)}`,
    weighted
      ? `return (${value} * torch.where(targets >= 0.5, weights[1], weights[0])).mean()`
      : `return ${value}`,
  );
}
