"""
PyTorch on one thread, eager: with Adam as `torch.optim.Adam(parameters)` gives it, or, asked for `fused`, with the
fused one, its fastest without a compiler.
"""

import sys

from steps import batches, serve

import torch
from torch import nn

FUSED = "fused" in sys.argv[1:]

torch.set_num_threads(1)
torch.manual_seed(0)


def stack(*widths, activation):
    pairs = zip(widths, widths[1:])
    return [part for inputs, units in pairs for part in (nn.Linear(inputs, units), activation())]


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.cell = kind(8, 64, batch_first=True)
        self.head = nn.Linear(64, 1)

    def forward(self, x):
        return self.head(self.cell(x)[0][:, -1])


def table():
    layers, width = [], 64
    for _ in range(4):
        layers += [nn.Linear(width, 100), nn.BatchNorm1d(100), nn.ReLU(), nn.Dropout(0.2)]
        width = 100
    return nn.Sequential(*layers, nn.Linear(100, 10))


def convolutional():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1568, 64), nn.ReLU(), nn.Linear(64, 10),
    )


MODELS = {
    "W1": lambda: nn.Sequential(*stack(2, 32, 32, 32, activation=nn.Tanh), nn.Linear(32, 1)),
    "W2": table,
    "W3": lambda: nn.Sequential(*stack(784, 256, 128, activation=nn.ReLU), nn.Linear(128, 10)),
    "W3b": lambda: nn.Sequential(*stack(784, 256, 128, activation=nn.ReLU), nn.Linear(128, 10)),
    "W3p": lambda: nn.Sequential(*stack(784, 256, 128, activation=nn.ReLU), nn.Linear(128, 10)),
    "W4": convolutional,
    "W5": lambda: Recurrent(nn.LSTM),
    "W5R": lambda: Recurrent(nn.RNN),
    "W5G": lambda: Recurrent(nn.GRU),
}
LOSSES = {"W1": nn.BCEWithLogitsLoss(), "W5": nn.MSELoss(), "W5R": nn.MSELoss(), "W5G": nn.MSELoss()}


def prepare(workload):
    model, loss = MODELS[workload](), LOSSES.get(workload, nn.CrossEntropyLoss())
    inputs, targets = (torch.from_numpy(array) for array in batches(workload))
    if workload == "W4":
        inputs = inputs.permute(0, 1, 4, 2, 3).contiguous()
    pairs = [(x.clone(), y.clone()) for x, y in zip(inputs, targets)]
    parameters = list(model.parameters())
    optimizer = torch.optim.Adam(parameters, lr=1e-3, fused=FUSED or None)
    clips = workload in ("W5", "W5R", "W5G")

    def step(index):
        x, y = pairs[index % len(pairs)]
        optimizer.zero_grad(set_to_none=True)
        loss(model(x), y).backward()
        if clips:
            nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()

    return step, lambda: None


serve(f"PyTorch {torch.__version__.split('+')[0]}{' fused' if FUSED else ''}", prepare)
