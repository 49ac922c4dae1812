"""
Repeats trainings with exported scripts: `python repeat_training.py cases.json`.

Each case names a script, the weights that it starts from and the data, which it takes in its order. Prints a list with the
losses of each case's first steps.
"""

import importlib.util
import json
import sys

import numpy as np
import torch
from safetensors.numpy import load_file

STEPS = 50


class Enough(Exception):
    pass


def load_script(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["exported"] = module
    spec.loader.exec_module(module)
    return module


def load_part(script, tensors, name, case):
    targets = tensors[f"{name}.targets"]
    if case["indices"]:
        targets = targets.astype(np.int64)
    elif case["classes"] and targets.ndim == len(case["targetShape"]):
        targets = np.eye(case["classes"], dtype=np.float32)[targets.astype(int)]
    targets = targets.reshape(len(targets), *case["targetShape"])
    return script.Part(tensors[f"{name}.inputs"], targets)


def losses_of(case):
    script = load_script(case["script"])
    script.epoch_order = lambda count, epoch: np.arange(count)
    model = getattr(script, case["model"])()
    script.load_weights(model, case["weights"])
    tensors = load_file(case["data"])
    parts = [load_part(script, tensors, name, case) for name in ("train", "validation", "test")]
    data = script.Data(*parts, [], tensors["unit"])
    losses = []
    backward = torch.Tensor.backward

    def recording(loss):
        losses.append(loss.item())
        backward(loss)
        if len(losses) > STEPS:
            raise Enough

    torch.Tensor.backward = recording
    try:
        script.train(model, data)
    except Enough:
        pass
    finally:
        torch.Tensor.backward = backward
    return losses[:STEPS]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    answers = []
    for case in cases:
        try:
            answers.append({"losses": losses_of(case)})
        except Exception as error:
            answers.append({"error": f"{type(error).__name__}: {error}"})
    sys.stdout.write("\n" + json.dumps(answers))


if __name__ == "__main__":
    main()
