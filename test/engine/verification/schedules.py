"""Learning rate schedules as factors, in closed form; those that PyTorch has too are held against it."""

import math

import torch


def decay(t):
    return 0.5 * (1 + math.cos(math.pi * t))


def after_warmup(schedule, step, steps):
    first = schedule["warmup"] * steps
    return min(1, max(0, (step - first) / max(1, steps - first)))


def one_cycle(s, step, steps, _):
    rising = step / max(1, s["warmup"] * steps)
    if rising < 1:
        return 1 + (s["startFactor"] - 1) * decay(rising)
    return s["endFactor"] + (1 - s["endFactor"]) * decay(after_warmup(s, step, steps))


FACTORS = {
    "constant": lambda *_: 1,
    "step": lambda s, step, _, per_epoch: s["factor"] ** (step // per_epoch // s["every"]),
    "exponential": lambda s, step, _, per_epoch: s["decay"] ** (step / per_epoch),
    "cosine": lambda s, step, steps, _: s["minimum"]
    + (1 - s["minimum"]) * decay(after_warmup(s, step, steps)),
    "one_cycle": one_cycle,
}


def factor(schedule, step, steps, per_epoch):
    """Of the optimizer's rate at a step; before the end of a warm-up, a line from 0 to the schedule."""
    value = FACTORS[schedule["name"]](schedule, step, steps, per_epoch)
    warmup = math.floor(schedule["warmup"] * steps + 0.5)
    if schedule["name"] == "one_cycle" or step >= warmup:
        return value
    return value * (step + 1) / warmup


class Plateau:
    """Reduces the rate after `patience` epochs whose loss is not the lowest so far, as Keras does."""

    def __init__(self, schedule):
        self.schedule, self.best, self.waited, self.reduction = schedule, math.inf, 0, 1

    def end_epoch(self, loss):
        self.waited = 0 if loss < self.best else self.waited + 1
        self.best = min(self.best, loss)
        if self.waited >= self.schedule["patience"]:
            self.reduction *= self.schedule["factor"]
            self.waited = 0

    @property
    def factor(self):
        return max(self.schedule["minimum"], self.reduction)


def check():
    """PyTorch steps through the same rates."""
    schedulers = torch.optim.lr_scheduler
    steps, per_epoch = 100, 4
    pairs = [
        (
            {"name": "step", "every": 5, "factor": 0.5, "warmup": 0},
            lambda o: schedulers.StepLR(o, 5 * per_epoch, 0.5),
        ),
        (
            {"name": "exponential", "decay": 0.9, "warmup": 0},
            lambda o: schedulers.ExponentialLR(o, 0.9 ** (1 / per_epoch)),
        ),
        (
            {"name": "cosine", "warmup": 0, "minimum": 0.1},
            lambda o: schedulers.CosineAnnealingLR(o, steps, 0.1),
        ),
        (
            {"name": "constant", "warmup": 0.1},
            lambda o: schedulers.LinearLR(o, 0.1, 1, 9),
        ),
    ]
    for schedule, scheduler in pairs:
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
        theirs = scheduler(optimizer)
        for step in range(steps):
            ours = factor(schedule, step, steps, per_epoch)
            assert abs(theirs.get_last_lr()[0] - ours) < 1e-9, (schedule, step)
            optimizer.step()
            theirs.step()
