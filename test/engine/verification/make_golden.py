"""Trains small networks in PyTorch (float64) and writes what their weights are after 1, 10 and 100 steps.

    python test/engine/verification/make_golden.py [group ...]

needs PyTorch; without names it makes all groups of cases.py. The files it writes into golden/ are what the tests compare the engine with. Each case holds its plan,
which of the file's data it uses (batches in the order of the samples, no shuffling), the weights at the start and
after each of the steps, and the mean loss of each step.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

import schedules
from cases import groups
from masks import draws
from network import GATES, Context, forward, parameter_shapes, run_module, unrolled
from plans import flat, recurrent

STEPS = (1, 10, 100)
GOLDEN = Path(__file__).parent / "golden"


def cross_entropy(outputs, target, loss, plan):
    classes = outputs.shape[-1]
    outputs = outputs.reshape(-1, classes)
    target = target.reshape(-1).long()
    smoothing = loss["labelSmoothing"]
    each = F.cross_entropy(outputs, target, reduction="none", label_smoothing=smoothing)
    factors = plan["train"]["classWeights"]
    if factors is None:
        return each.mean()
    return (each * torch.tensor(factors, dtype=torch.float64)[target]).mean()


def binary_cross_entropy(outputs, target, loss, plan):
    smooth = target * (1 - loss["labelSmoothing"]) + loss["labelSmoothing"] / 2
    each = F.binary_cross_entropy_with_logits(outputs, smooth, reduction="none")
    factors = plan["train"]["classWeights"]
    if factors is None:
        return each.mean()
    return (each * torch.tensor(factors, dtype=torch.float64)[target.long()]).mean()


def kl_divergence(outputs, target, _, __):
    """Keras clips both to [1e-7, 1]."""
    target, outputs = target.clamp(1e-7, 1), outputs.clamp(1e-7, 1)
    return (target * (target / outputs).log()).sum(-1).mean()


# The head's softmax or sigmoid is part of the first two, so they take logits.
LOSSES = {
    "cross_entropy": cross_entropy,
    "binary_cross_entropy": binary_cross_entropy,
    "mse": lambda y, t, _, __: F.mse_loss(y, t),
    "mae": lambda y, t, _, __: F.l1_loss(y, t),
    "huber": lambda y, t, loss, _: F.huber_loss(y, t, delta=loss["delta"]),
    "hinge": lambda y, t, _, __: torch.relu(1 - (2 * t - 1) * y).mean(),
    "kl_divergence": kl_divergence,
}

OPTIMIZERS = {
    "sgd": lambda p, o: torch.optim.SGD(
        p, o["learningRate"], momentum=o["momentum"], nesterov=o["nesterov"]
    ),
    "adagrad": lambda p, o: torch.optim.Adagrad(p, o["learningRate"], eps=o["epsilon"]),
    "adadelta": lambda p, o: torch.optim.Adadelta(
        p, o["learningRate"], rho=o["rho"], eps=o["epsilon"]
    ),
    "rmsprop": lambda p, o: torch.optim.RMSprop(
        p, o["learningRate"], alpha=o["rho"], momentum=o["momentum"], eps=o["epsilon"]
    ),
    "adam": lambda p, o: torch.optim.Adam(p, **adam_arguments(o)),
    "adamax": lambda p, o: torch.optim.Adamax(p, **adam_arguments(o)),
    # Keras' Nadam, which follows Dozat: PyTorch's default slows the momentum's decay 250 times.
    "nadam": lambda p, o: torch.optim.NAdam(p, **adam_arguments(o), momentum_decay=1),
    "adamw": lambda p, o: torch.optim.AdamW(
        p, **adam_arguments(o), weight_decay=o["weightDecay"]
    ),
}


def adam_arguments(o):
    return {"lr": o["learningRate"], "betas": (o["beta1"], o["beta2"]), "eps": o["epsilon"]}


def start_weights(layers, generator, frozen=()):
    weights, statistics = {}, {}
    for entry in flat(layers):
        for name, shape in parameter_shapes(entry).items():
            fan = max(1, torch.Size(shape[:-1]).numel())
            values = torch.randn(shape, generator=generator, dtype=torch.float64) / fan**0.5
            values = values * 0.1 if name.endswith("bias") else values
            values = values * 0.1 + 1 if name == "scale" else values
            values = values.abs() * 0.2 if name == "slope" else values
            # Exactly representable in float32, so that both start from the same numbers.
            weights[f"{entry['id']}.{name}"] = values.float().double()
        if entry["type"] == "batch_norm":
            channels = entry["inputShape"][-1]
            statistics[f"{entry['id']}.mean"] = torch.zeros(channels, dtype=torch.float64)
            statistics[f"{entry['id']}.variance"] = torch.ones(channels, dtype=torch.float64)
            if entry["id"] in frozen:
                drawn = torch.rand([2, channels], generator=generator).double() + 0.5
                statistics[f"{entry['id']}.mean"], statistics[f"{entry['id']}.variance"] = drawn
    return weights, statistics


def penalty(layers, weights):
    """l1·Σ|w| + l2·Σw² of the kernels, as in Keras."""
    total = torch.zeros((), dtype=torch.float64)
    for kernel, entry in kernels(layers, weights):
        total = total + entry["l1"] * kernel.abs().sum() + entry["l2"] * (kernel**2).sum()
    return total


def bound_norms(layers, weights):
    """Max-norm: each unit's incoming weight vector."""
    with torch.no_grad():
        for kernel, entry in kernels(layers, weights):
            if entry["maxNorm"] is not None:
                flat_kernel = kernel.reshape(-1, kernel.shape[-1])
                norms = flat_kernel.norm(dim=0)
                flat_kernel *= (entry["maxNorm"] / norms).clamp(max=1)


def kernels(layers, weights):
    for entry in flat(layers):
        for prefix in ("", "forward_", "backward_"):
            name = f"{entry['id']}.{prefix}weight"
            if "l1" in entry and name in weights:
                yield weights[name], entry


def without_head(plan):
    """The last layer's softmax or sigmoid is left to the loss."""
    layers = plan["model"]["layers"]
    if plan["train"]["loss"]["name"] not in ("cross_entropy", "binary_cross_entropy"):
        return layers
    return [*layers[:-1], {**layers[-1], "activation": {"name": "linear"}}]


def mean_gradients(parameters, collected, count):
    """What several steps have collected becomes the gradient of one update."""
    for parameter, total in zip(parameters, collected):
        parameter.grad = total / count


def clip(parameters, settings):
    if settings["clipNorm"] is not None:
        torch.nn.utils.clip_grad_norm_(parameters, settings["clipNorm"])
    if settings["clipValue"] is not None:
        torch.nn.utils.clip_grad_value_(parameters, settings["clipValue"])


def train(plan, data, seed):
    generator = torch.Generator().manual_seed(seed)
    layers, settings = without_head(plan), plan["train"]
    phase = settings["phases"][0]
    trainable = set(phase["trainableLayers"])
    frozen = {entry["id"] for entry in flat(layers)} - trainable
    weights, statistics = start_weights(layers, generator, frozen)
    start = {**weights, **statistics}
    weights = {name: values.clone() for name, values in weights.items()}
    learned = {n: w.requires_grad_() for n, w in weights.items() if n.rsplit(".", 1)[0] in trainable}
    parameters = list(learned.values())
    optimizer = OPTIMIZERS[phase["optimizer"]["name"]](parameters, phase["optimizer"])
    schedule, rate = phase["schedule"], phase["optimizer"]["learningRate"]
    plateau = schedules.Plateau(schedule) if schedule["name"] == "reduce_on_plateau" else None
    context = Context(statistics, trainable, settings["seed"], 0, draws(layers, flat))
    inputs, targets = data
    batch, count = settings["batchSize"], len(inputs)
    per_epoch = -(-count // batch)
    losses, after, collected, waiting, epoch_loss = [], {}, None, 0, 0
    for step in range(STEPS[-1]):
        at = step % per_epoch * batch
        rows, last = slice(at, at + batch), step % per_epoch == per_epoch - 1
        context.step = step
        outputs = forward(layers, weights, inputs[rows], context)
        loss = LOSSES[settings["loss"]["name"]](outputs, targets[rows], settings["loss"], plan)
        loss = loss + penalty(layers, learned)
        gradients = torch.autograd.grad(loss, parameters)
        collected = [a + b for a, b in zip(collected, gradients)] if collected else gradients
        waiting += 1
        losses.append(loss.item())
        epoch_loss += loss.item() * len(inputs[rows]) / count
        if waiting == settings["accumulate"] or last:
            mean_gradients(parameters, collected, waiting)
            clip(parameters, settings)
            steps = phase["epochs"] * per_epoch
            factor = plateau.factor if plateau else schedules.factor(schedule, step, steps, per_epoch)
            for group in optimizer.param_groups:
                group["lr"] = rate * factor
            optimizer.step()
            bound_norms(layers, learned)
            collected, waiting = None, 0
        if last:
            if plateau:
                plateau.end_epoch(epoch_loss)
            epoch_loss = 0
        if step + 1 in STEPS:
            after[step + 1] = {**weights, **statistics}
            after[step + 1] = {name: values.detach().clone() for name, values in after[step + 1].items()}
    assert plateau is None or plateau.reduction < 1, "the plateau never came"
    return start, losses, after


def rounded(values, digits=9):
    """Nine digits identify a float32."""
    return [float(f"{value:.{digits}g}") for value in values.detach().flatten().tolist()]


def arrays(weights):
    return {name: rounded(values, 7) for name, values in weights.items()}


def record(name, plan, data, seed, stored):
    start, losses, after = train(plan, data, seed)
    inputs, targets = data
    content = {
        "inputs": rounded(inputs),
        "targets": rounded(targets),
        "targetShape": list(targets.shape[1:]),
    }
    if content not in stored:
        stored.append(content)
    return {
        "name": name,
        "plan": plan,
        "data": stored.index(content),
        "start": {name: rounded(values) for name, values in start.items()},
        "losses": [float(f"{loss:.7g}") for loss in losses],
        "after": {str(step): arrays(weights) for step, weights in after.items()},
    }


def document(cases):
    stored = []
    records = [record(*case, seed, stored) for seed, case in enumerate(cases)]
    return {"torch": torch.__version__, "data": stored, "cases": records}


def check_cells():
    """The equations behind recurrent dropout are those of PyTorch's modules."""
    for kind in GATES:
        entry = recurrent(kind, [5, 3], 4)
        weights, _ = start_weights([entry], torch.Generator().manual_seed(1))
        x = torch.randn(2, 5, 3, dtype=torch.float64)
        own = unrolled(entry, weights, x, "", torch.ones(2, 4, dtype=torch.float64))
        assert torch.allclose(own, run_module(entry, weights, x, ""), rtol=1e-12), kind


if __name__ == "__main__":
    torch.set_num_threads(1)
    schedules.check()
    check_cells()
    GOLDEN.mkdir(exist_ok=True)
    for group, cases in groups().items():
        if sys.argv[1:] and group not in sys.argv[1:]:
            continue
        text = json.dumps(document(cases), separators=(",", ":"))
        (GOLDEN / f"{group}.json").write_text(text + "\n")
        print(f"{group}: {len(cases)} cases, {len(text) // 1024} kB")
