"""The forward pass of a plan in PyTorch, float64, on arrays in the engine's layouts (channels last)."""

import torch
import torch.nn.functional as F
from torch.func import functional_call

from masks import kept

GATES = {"simple_rnn": 1, "gru": 3, "lstm": 4}
MODULES = {"simple_rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
# PyTorch's gate order by the engine's blocks: the engine's GRU has update, reset, candidate (as Keras).
BLOCKS = {"simple_rnn": [0], "lstm": [0, 1, 2, 3], "gru": [1, 0, 2]}

# What selu leaves of a unit that is dropped: -lambda * alpha.
SELU_FLOOR = -1.7580993408473766


class Context:
    """What a forward pass depends on besides weights: running statistics, frozen layers, the step's masks."""

    def __init__(self, statistics, trainable, seed=0, step=0, draws=None):
        self.statistics, self.trainable, self.draws = statistics, trainable, draws or {}
        self.seed, self.step = seed, step

    def mask(self, entry, way, shape, rate):
        count = torch.Size(shape).numel()
        draw = self.draws[(entry["id"], way)]
        return kept(self.seed, self.step, draw, count, rate).reshape(shape)


ACTIVATIONS = {
    "linear": lambda x: x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda x, slope: F.leaky_relu(x, slope),
    "elu": lambda x, alpha: F.elu(x, alpha),
    "selu": F.selu,
    "gelu": F.gelu,
    "swish": F.silu,
    "softplus": F.softplus,
    "softsign": F.softsign,
    "hard_sigmoid": F.hardsigmoid,
    "exponential": torch.exp,
    "softmax": lambda x: torch.softmax(x, -1),
}


def activate(x, entry, weights, scope):
    arguments = {key: value for key, value in entry.items() if key != "name"}
    if entry["name"] == "prelu":
        return torch.where(x > 0, x, x * weights[f"{scope}.slope"])
    return ACTIVATIONS[entry["name"]](x, **arguments)


def parameter_shapes(entry):
    """The arrays of one layer: name -> shape, in the engine's layouts."""
    kind, inputs = entry["type"], entry["inputShape"]
    channels = inputs[-1]
    if kind in ("dense", "conv1d", "conv2d"):
        units = entry["outputShape"][-1]
        size = entry.get("kernel", [])
        shapes = {"weight": [*(size if isinstance(size, list) else [size]), channels, units]}
        if entry["bias"]:
            shapes["bias"] = [units]
        if entry["activation"]["name"] == "prelu":
            shapes["slope"] = [units]
        return shapes
    if kind in GATES:
        wide = GATES[kind] * entry["units"]
        one = {"weight": [channels, wide], "recurrent_weight": [entry["units"], wide], "bias": [wide]}
        if not entry["bidirectional"]:
            return one
        return {f"{way}_{name}": shape for way in ("forward", "backward") for name, shape in one.items()}
    if kind == "embedding":
        return {"weight": [entry["vocabulary"], entry["dimensions"]]}
    if kind in ("batch_norm", "layer_norm"):
        return {"scale": [channels], "shift": [channels]}
    if kind == "activation" and entry["activation"]["name"] == "prelu":
        return {"slope": [channels]}
    return {}


def forward(layers, weights, x, context):
    for entry in layers:
        x = FORWARD[entry["type"]](entry, weights, x, context)
    return x


def dense(entry, weights, x, _):
    z = x @ weights[f"{entry['id']}.weight"]
    if entry["bias"]:
        z = z + weights[f"{entry['id']}.bias"]
    return activate(z, entry["activation"], weights, entry["id"])


def pad_same(x, sizes, strides, value=0.0):
    """TensorFlow's 'same': the odd one of the padding comes at the end. x has its spatial axes last."""
    padding = []
    for extent, size, stride in reversed(list(zip(x.shape[-len(sizes) :], sizes, strides))):
        total = max(0, (-(-extent // stride) - 1) * stride + size - extent)
        padding += [total // 2, total - total // 2]
    return F.pad(x, padding, value=value)


def as_list(value):
    return value if isinstance(value, list) else [value]


def convolution(entry, weights, x, _):
    sizes, strides = as_list(entry["kernel"]), as_list(entry["stride"])
    x = x.movedim(-1, 1)
    if entry["padding"] == "same":
        x = pad_same(x, sizes, strides)
    kernel = weights[f"{entry['id']}.weight"].movedim(-1, 0).movedim(-1, 1)
    convolve = F.conv1d if len(sizes) == 1 else F.conv2d
    z = convolve(x, kernel, weights.get(f"{entry['id']}.bias"), strides).movedim(1, -1)
    return activate(z, entry["activation"], weights, entry["id"])


def max_pool(entry, _, x, __):
    sizes, strides = as_list(entry["pool"]), as_list(entry["stride"])
    x = x.movedim(-1, 1)
    if entry["padding"] == "same":
        x = pad_same(x, sizes, strides, float("-inf"))
    pool = F.max_pool1d if len(sizes) == 1 else F.max_pool2d
    return pool(x, sizes, strides).movedim(1, -1)


def avg_pool(entry, _, x, __):
    """What 'same' pads is not counted (as in TensorFlow): sums over windows, divided by their real elements."""
    sizes, strides = as_list(entry["pool"]), as_list(entry["stride"])
    x = x.movedim(-1, 1)
    counts = torch.ones_like(x)
    if entry["padding"] == "same":
        x, counts = pad_same(x, sizes, strides), pad_same(counts, sizes, strides)
    pool = F.avg_pool1d if len(sizes) == 1 else F.avg_pool2d
    return (pool(x, sizes, strides) / pool(counts, sizes, strides)).movedim(1, -1)


def recurrent(entry, weights, x, context):
    if not entry["bidirectional"]:
        return run_recurrent(entry, weights, x, "", context)
    ahead = run_recurrent(entry, weights, x, "forward_", context)
    back = run_recurrent(entry, weights, x.flip(1), "backward_", context)
    return torch.cat([ahead, back.flip(1) if entry["returnSequences"] else back], -1)


def run_recurrent(entry, weights, x, prefix, context):
    if entry["recurrentDropout"] > 0:
        states = run_masked(entry, weights, x, prefix, context)
    else:
        states = run_module(entry, weights, x, prefix)
    return states if entry["returnSequences"] else states[:, -1]


def run_module(entry, weights, x, prefix):
    """PyTorch's second bias stays zero: the engine has one bias a gate."""
    kind, units = entry["type"], entry["units"]
    module = MODULES[kind](x.shape[-1], units, batch_first=True, dtype=torch.float64)

    def reordered(name):
        array = weights[f"{entry['id']}.{prefix}{name}"]
        blocks = array.split(units, -1)
        return torch.cat([blocks[block] for block in BLOCKS[kind]], -1).movedim(-1, 0)

    state = {
        "weight_ih_l0": reordered("weight"),
        "weight_hh_l0": reordered("recurrent_weight"),
        "bias_ih_l0": reordered("bias"),
        "bias_hh_l0": torch.zeros(GATES[kind] * units, dtype=torch.float64),
    }
    return functional_call(module, state, (x,))[0]


def run_masked(entry, weights, x, prefix, context):
    """One mask of the state for all time steps (Gal & Ghahramani 2016), which PyTorch's modules have not."""
    rate, units = entry["recurrentDropout"], entry["units"]
    mask = context.mask(entry, prefix, [x.shape[0], units], rate).double() / (1 - rate)
    return unrolled(entry, weights, x, prefix, mask)


def unrolled(entry, weights, x, prefix, mask):
    """The cells' equations step by step; with a mask of ones they are `run_module`'s."""
    kernel, recurrent_kernel, bias = (
        weights[f"{entry['id']}.{prefix}{name}"] for name in ("weight", "recurrent_weight", "bias")
    )
    state = cell = torch.zeros(x.shape[0], entry["units"], dtype=torch.float64)
    states = []
    for step in range(x.shape[1]):
        own, back = x[:, step] @ kernel + bias, (state * mask) @ recurrent_kernel
        if entry["type"] == "simple_rnn":
            state = torch.tanh(own + back)
        elif entry["type"] == "lstm":
            i, f, c, o = (own + back).chunk(4, -1)
            cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(c)
            state = torch.sigmoid(o) * torch.tanh(cell)
        else:
            (update, reset, new), (u, r, n) = own.chunk(3, -1), back.chunk(3, -1)
            update, reset = torch.sigmoid(update + u), torch.sigmoid(reset + r)
            state = update * state + (1 - update) * torch.tanh(new + reset * n)
        states.append(state)
    return torch.stack(states, 1)


def dropout(entry, _, x, context):
    keep = 1 - entry["rate"]
    mask = context.mask(entry, "", x.shape, entry["rate"])
    if entry["type"] == "dropout":
        return torch.where(mask, x / keep, 0)
    scale = (keep + SELU_FLOOR**2 * keep * entry["rate"]) ** -0.5
    return scale * (torch.where(mask, x, SELU_FLOOR) - entry["rate"] * SELU_FLOOR)


def batch_norm(entry, weights, x, context):
    """
    Batch statistics; the running ones as Keras keeps them: momentum on the old value, population variance. A frozen
    layer normalises by the running ones.
    """
    name, statistics = entry["id"], context.statistics
    axes = tuple(range(x.dim() - 1))
    mean, variance = x.mean(axes), x.var(axes, unbiased=False)
    if name not in context.trainable:
        mean, variance = statistics[f"{name}.mean"], statistics[f"{name}.variance"]
    else:
        keep = entry["momentum"]
        for key, value in (("mean", mean), ("variance", variance)):
            old = statistics[f"{name}.{key}"]
            statistics[f"{name}.{key}"] = keep * old + (1 - keep) * value.detach()
    normal = (x - mean) / torch.sqrt(variance + entry["epsilon"])
    return normal * weights[f"{name}.scale"] + weights[f"{name}.shift"]


def layer_norm(entry, weights, x, _):
    name = entry["id"]
    scale, shift = weights[f"{name}.scale"], weights[f"{name}.shift"]
    return F.layer_norm(x, [x.shape[-1]], scale, shift, entry["epsilon"])


def parallel(entry, weights, x, context):
    outputs = [forward(branch, weights, x, context) for branch in entry["branches"]]
    return torch.cat(outputs, -1)


FORWARD = {
    "dense": dense,
    "conv1d": convolution,
    "conv2d": convolution,
    "max_pool1d": max_pool,
    "max_pool2d": max_pool,
    "avg_pool1d": avg_pool,
    "avg_pool2d": avg_pool,
    "global_avg_pool": lambda entry, weights, x, _: x.flatten(1, -2).mean(1),
    "global_max_pool": lambda entry, weights, x, _: x.flatten(1, -2).amax(1),
    "flatten": lambda entry, weights, x, _: x.flatten(1),
    "reshape": lambda entry, weights, x, _: x.reshape(-1, *entry["shape"]),
    "embedding": lambda entry, weights, x, _: weights[f"{entry['id']}.weight"][x.long()],
    "simple_rnn": recurrent,
    "lstm": recurrent,
    "gru": recurrent,
    "dropout": dropout,
    "alpha_dropout": dropout,
    "batch_norm": batch_norm,
    "layer_norm": layer_norm,
    "activation": lambda entry, weights, x, _: activate(
        x, entry["activation"], weights, entry["id"]
    ),
    "residual": lambda entry, weights, x, c: x + forward(entry["body"], weights, x, c),
    "parallel": parallel,
}
