"""What the Python peers share: the data of the workloads, the clock, and the conversation with bench/training.ts."""

import json
import os
import sys
import time

# One thread, as the engine: set before the libraries are imported.
for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np

BATCHES = 16
CHUNK_SECONDS = 0.05

# Batch size, shape of a sample, kind of target: those of bench/workloads.ts.
WORKLOADS = {
    "W1": (32, (2,), "binary"),
    "W2": (32, (64,), "classes"),
    "W3": (32, (784,), "classes"),
    # Images of MNIST there, random numbers here: what a peer multiplies makes no difference to it.
    "W3p": (32, (784,), "classes"),
    "W3b": (128, (784,), "classes"),
    "W4": (32, (28, 28, 1), "classes"),
    "W5": (32, (50, 8), "real"),
    "W5R": (32, (50, 8), "real"),
    "W5G": (32, (50, 8), "real"),
}


def batches(workload):
    """Inputs and targets of sixteen batches."""
    size, shape, kind = WORKLOADS[workload]
    generator = np.random.default_rng(1)
    inputs = generator.normal(size=(BATCHES, size, *shape)).astype("float32")
    if kind == "classes":
        return inputs, generator.integers(0, 10, (BATCHES, size))
    targets = generator.normal(size=(BATCHES, size, 1)).astype("float32")
    return inputs, (targets > 0).astype("float32") if kind == "binary" else targets


def microseconds(step, seconds, synchronize=lambda: None, steps=1):
    """Median over chunks of about 50 ms, after a fifth of the time to warm up; a call of `step` makes `steps`."""
    count = steps_in(step, max(0.2, seconds / 5), synchronize)
    chunk = max(1, int(count * CHUNK_SECONDS / max(0.2, seconds / 5)))
    times = []
    end = time.perf_counter() + seconds
    done = 0
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        for _ in range(chunk):
            step(done)
            done += 1
        synchronize()
        times.append((time.perf_counter() - start) / chunk / steps)
    return 1e6 * sorted(times)[len(times) // 2]


def steps_in(step, seconds, synchronize):
    count = 0
    step(0)
    synchronize()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        step(count)
        count += 1
    synchronize()
    return count


def measured(prepared, seconds):
    step, synchronize, *steps = prepared
    return microseconds(step, seconds, synchronize, *steps)


def serve(name, prepare):
    """
    `prepare(workload)` gives the call to be measured, a function that waits for its end, and, where that is not one, how
    many steps a call makes.
    """
    print(json.dumps({"name": name}), flush=True)
    prepared = {}
    for line in sys.stdin:
        question = json.loads(line)
        workload = question["workload"]
        try:
            if workload not in prepared:
                prepared[workload] = prepare(workload)
            answer = {"microseconds": measured(prepared[workload], question["seconds"])}
        except Exception as error:  # the peer's own words are the answer
            answer = {"error": str(error).strip().split("\n")[0][:200]}
        print(json.dumps(answer), flush=True)
