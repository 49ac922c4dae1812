"""The masks that the engine draws (engine/kernels/dropout.ts): a hash of seed, step, draw and element, in whole numbers."""

import numpy as np
import torch

GOLDEN_RATIO = 0x9E3779B1
MASK_STREAM = 2


def mixed(x):
    """Every bit of a 32-bit word reaches every other; words are held in 64 bits."""
    x = ((x ^ (x >> np.uint64(16))) * np.uint64(0x21F0AAAD)) & np.uint64(0xFFFFFFFF)
    x = ((x ^ (x >> np.uint64(15))) * np.uint64(0x735A2D97)) & np.uint64(0xFFFFFFFF)
    return x ^ (x >> np.uint64(15))


def word(value):
    return np.uint64(value & 0xFFFFFFFF)


def kept(seed, step, draw, count, rate):
    """Which of `count` elements stay; `draw` counts a program's draws from 1, `step` the steps from 0."""
    first = word((seed ^ MASK_STREAM) * GOLDEN_RATIO)
    second = word((step + 1) * 0x85EBCA6B)
    offset = mixed(mixed(first ^ word(draw * GOLDEN_RATIO)) ^ second)
    element = np.arange(count, dtype=np.uint64)
    # Eight elements share four words: their high bits decide the first four, their low bits the rest.
    index = element // np.uint64(8) * np.uint64(4) + element % np.uint64(4)
    bits = mixed(((index * np.uint64(GOLDEN_RATIO)) & np.uint64(0xFFFFFFFF)) ^ offset)
    low = (element // np.uint64(4)) % np.uint64(2) == 1
    bits = np.where(low, (bits << np.uint64(16)) & np.uint64(0xFFFFFFFF), bits)
    threshold = np.uint64(int(float(np.float32(rate)) * 2**32))
    return torch.from_numpy(bits >= threshold)


def draws(layers, flat):
    """The number of each draw, by layer and direction, in the order in which the engine comes to them."""
    numbers = {}
    for entry in flat(layers):
        ways = [""]
        if entry.get("recurrentDropout", 0) > 0 and entry["bidirectional"]:
            ways = ["forward_", "backward_"]
        if max(entry.get("rate", 0), entry.get("recurrentDropout", 0)) > 0:
            for way in ways:
                numbers[(entry["id"], way)] = len(numbers) + 1
    return numbers
