"""
Checks ONNX files: `python repeat_models.py folder count`. Each `<n>.onnx` is checked and run on the inputs of
`<n>.safetensors`; prints the largest difference to the outputs there, relative to the largest output.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import load_file


def difference_of(path):
    onnx.checker.check_model(f"{path}.onnx", full_check=True)
    session = onnxruntime.InferenceSession(f"{path}.onnx")
    tensors = load_file(f"{path}.safetensors")
    (outputs,) = session.run(["output"], {"input": tensors["inputs"]})
    if outputs.shape != tensors["outputs"].shape:
        return f"shape {outputs.shape} instead of {tensors['outputs'].shape}"
    scale = max(1.0, float(np.abs(tensors["outputs"]).max()))
    return float(np.abs(outputs - tensors["outputs"]).max()) / scale


folder, count = sys.argv[1], int(sys.argv[2])
answers = []
for index in range(count):
    try:
        answers.append(difference_of(f"{folder}/{index}"))
    except Exception as error:
        answers.append(f"{type(error).__name__}: {error}")
print(json.dumps(answers))
