"""
Prints models as Keras and PyTorch describe them: `python print_models.py a_keras.py b_keras.py …`. For each script the JSON of
its compiled model; then what PyTorch prints of a few `nn.Sequential`.
"""

import importlib.util
import json
import sys

import torch.nn as nn

texts = []
for path in sys.argv[1:]:
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["exported"] = module
    spec.loader.exec_module(module)
    texts.append(module.build_model().to_json())

printouts = [
    nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(256, 32, bias=False),
        nn.BatchNorm1d(32),
        nn.LeakyReLU(0.2),
        nn.Dropout(0.3),
        nn.Sequential(nn.Linear(32, 10), nn.Softmax(dim=1)),
    ),
    nn.Sequential(
        nn.Conv1d(3, 8, 5, stride=2),
        nn.Tanh(),
        nn.AdaptiveAvgPool1d(1),
        nn.Flatten(),
        nn.LayerNorm(8),
        nn.Linear(8, 1),
    ),
    nn.Sequential(nn.Linear(4, 8), nn.ELU(0.5), nn.MultiheadAttention(8, 2), nn.Linear(8, 2)),
]
print(json.dumps({"keras": texts, "pytorch": [str(model) for model in printouts]}))
