import type { Fragments } from '../python/fragments.ts';
import { KERAS_OPTIMIZERS } from './optimizer-classes.ts';

/** What the Keras script needs beside its own functions. */
export const KERAS_FRAGMENTS: Fragments = {
  ...KERAS_OPTIMIZERS,
  OneBias: `
@keras.saving.register_keras_serializable()
class OneBias(keras.constraints.Constraint):
    """Keeps the GRU's second bias, of the recurrent part, at zero."""

    def __call__(self, biases):
        return ops.concatenate([biases[:1], ops.zeros_like(biases[1:])])
`,
  Figures: `
class Figures(keras.callbacks.Callback):
    """The specification's metrics of the validation part, under the names that others monitor."""

    def __init__(self, data: Data) -> None:
        super().__init__()
        self.data = data

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        part = self.data.validation
        outputs = self.model.predict(part.inputs, verbose=0)
        figures = metrics(outputs, part.targets, self.data.unit)
        shown = {f"val_{name}": value for name, value in figures.items()}
        if logs is not None:
            logs.update(shown)
        print("  ".join(f"{name} {value:.4f}" for name, value in shown.items()))
`,
  LearningRate: `
class LearningRate(keras.callbacks.Callback):
    """Sets the learning rate before each step: a factor of \`rate\` on where it starts."""

    def __init__(self, start: float, rate: Callable, epochs: int, steps_per_epoch: int) -> None:
        super().__init__()
        self.start, self.rate = start, rate
        self.steps, self.steps_per_epoch = epochs * steps_per_epoch, steps_per_epoch
        self.step = 0

    def on_train_batch_begin(self, batch: int, logs: dict | None = None) -> None:
        factor = self.rate(self.step, self.steps, self.steps_per_epoch, 1.0)
        self.model.optimizer.learning_rate = self.start * factor
        self.step += 1
`,
  balanced_weights: `
def balanced_weights(labels: np.ndarray, classes: int) -> dict[int, float]:
    """samples / (classes * samples of the class); 0 for a class that does not occur."""
    counts = np.bincount(labels.reshape(-1).astype(int), minlength=classes)
    weights = np.where(counts > 0, labels.size / (classes * np.maximum(counts, 1)), 0)
    return dict(enumerate(weights.tolist()))
`,
  load_weights: `
def load_weights(model: keras.Model, path: str) -> None:
    """Reads a safetensors file in PyTorch's layout, such as a checkpoint of NNSpec."""
    from safetensors.numpy import load_file

    tensors = load_file(path)
    for layer in model.layers:
        start = f"{layer.name}."
        found = [name for name in tensors if name.startswith(start)]
        own = {name.removeprefix(start): tensors[name] for name in found}
        if own:
            layer.set_weights(arranged(layer, own))


def arranged(layer: keras.Layer, tensors: dict[str, np.ndarray]) -> list[np.ndarray]:
    """The arrays of a layer in the order and the layout of Keras."""
    if "weight_ih_l0" in tensors:
        suffixes = ["l0", "l0_reverse"] if "weight_ih_l0_reverse" in tensors else ["l0"]
        return [array for suffix in suffixes for array in arranged_gates(layer, tensors, suffix)]
    if "running_mean" in tensors:
        return [tensors[name] for name in ("weight", "bias", "running_mean", "running_var")]
    weight = tensors["weight"]
    if isinstance(layer, layers.PReLU):
        weight = weight.reshape(layer.weights[0].shape)
    elif weight.ndim > 1 and not isinstance(layer, layers.Embedding):
        weight = weight.transpose(*range(2, weight.ndim), 1, 0)
    return [weight, tensors["bias"]] if "bias" in tensors else [weight]


def arranged_gates(
    layer: keras.Layer, tensors: dict[str, np.ndarray], suffix: str
) -> list[np.ndarray]:
    inner = layer.forward_layer if isinstance(layer, layers.Bidirectional) else layer
    names = [f"{name}_{suffix}" for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    arrays = [tensors[name] for name in names if name in tensors]
    if isinstance(inner, layers.GRU):  # PyTorch has reset, update, new; Keras update, reset, new
        blocks = [np.split(array, 3) for array in arrays]
        arrays = [np.concatenate([update, reset, new]) for reset, update, new in blocks]
        return [arrays[0].T, arrays[1].T, *([np.stack(arrays[2:])] if len(arrays) > 2 else [])]
    return [arrays[0].T, arrays[1].T, *([arrays[2] + arrays[3]] if len(arrays) > 2 else [])]
`,
};
