"""PyTorch's side of the tests of files of weights: modules whose attributes are named by the layers' ids.

    peer.py open FILE                     what Python's safetensors finds in a file
    peer.py load FILE NETWORK INPUTS      outputs with the weights of a file
    peer.py save FILE NETWORK INPUTS      the same with weights of its own, which it stores
"""

import json
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn


class Images(nn.Module):
    shape = (6, 5, 2)

    def __init__(self):
        super().__init__()
        self.conv2d_1 = nn.Conv2d(2, 3, (2, 3))
        self.norm = nn.BatchNorm2d(3, eps=1e-3)
        self.slopes = nn.PReLU(3)
        self.dense_1 = nn.Linear(5 * 3 * 3, 7)
        self.dense_1_activation = nn.PReLU(7)
        self.dense_2 = nn.Linear(7, 3)

    def forward(self, x):
        x = torch.relu(self.conv2d_1(x.permute(0, 3, 1, 2)))
        x = self.slopes(self.norm(x))
        # The engine flattens with the channels last.
        x = x.permute(0, 2, 3, 1).flatten(1)
        return torch.softmax(self.dense_2(self.dense_1_activation(self.dense_1(x))), -1)


class Sequences(nn.Module):
    shape = (6,)

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 5)
        self.conv1d_1 = nn.Conv1d(5, 6, 3)
        self.lstm_1 = nn.LSTM(6, 4, batch_first=True, bidirectional=True)
        self.gru_1 = nn.GRU(8, 6, batch_first=True)
        self.norm = nn.LayerNorm(6, eps=1e-3)
        self.dense_1 = nn.Linear(6, 2)
        with torch.no_grad():
            # The one bias that the engine's GRU does not have.
            self.gru_1.bias_hh_l0[12:] = 0

    def forward(self, x):
        x = self.words(x.long())
        x = torch.tanh(self.conv1d_1(x.permute(0, 2, 1))).permute(0, 2, 1)
        x, _ = self.lstm_1(x)
        x, _ = self.gru_1(x)
        return self.dense_1(self.norm(x[:, -1]))


NETWORKS = {"images": Images, "sequences": Sequences}


def answers(network, inputs):
    network.eval()
    with torch.no_grad():
        x = torch.tensor(inputs, dtype=torch.float32).reshape(-1, *network.shape)
        return network(x).flatten().tolist()


def describe(path):
    with safe_open(path, "pt") as file:
        tensors = {name: list(file.get_tensor(name).shape) for name in file.keys()}
        return {"tensors": tensors, "metadata": file.metadata()}


def main(action, path, *rest):
    torch.manual_seed(4)
    if action == "open":
        return describe(path)
    name, inputs = rest
    network = NETWORKS[name]()
    if action == "load":
        weights = {key: value for key, value in load_file(path).items() if "/" not in key}
        network.load_state_dict(weights, strict=True)
    else:
        for buffer in (b for b in network.buffers() if b.is_floating_point()):
            buffer.uniform_(0.5, 1.5)
        save_file(network.state_dict(), path)
    return answers(network, json.loads(inputs))


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
