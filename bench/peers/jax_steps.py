"""
JAX on one thread, its state donated: fifty steps in one scan, so that calls cost nothing; convolutions, which are slow
inside of a scan, one jitted step a call.
"""

import os

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["JAX_PLATFORMS"] = "cpu"

from steps import BATCHES, batches, serve

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

RANDOM = np.random.default_rng(1)
SCANNED_STEPS = 50


def linear(inputs, units):
    weights = RANDOM.normal(size=(inputs, units)) / np.sqrt(inputs)
    return {"w": jnp.asarray(weights, jnp.float32), "b": jnp.zeros(units, jnp.float32)}


def apply(x, layer):
    return x @ layer["w"] + layer["b"]


def cross_entropy(logits, labels):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1))


def tiny():
    def loss(parameters, x, y, _):
        for layer in parameters[:-1]:
            x = jnp.tanh(apply(x, layer))
        z = apply(x, parameters[-1])
        return jnp.mean(jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z))))

    return [linear(2, 32), linear(32, 32), linear(32, 32), linear(32, 1)], loss


def dense():
    def loss(parameters, x, y, _):
        for layer in parameters[:-1]:
            x = jax.nn.relu(apply(x, layer))
        return cross_entropy(apply(x, parameters[-1]), y)

    return [linear(784, 256), linear(256, 128), linear(128, 10)], loss


def table():
    norms = [{"scale": jnp.ones(100), "shift": jnp.zeros(100)} for _ in range(4)]
    layers = [linear(64, 100), *(linear(100, 100) for _ in range(3)), linear(100, 10)]

    def loss(parameters, x, y, key):
        for layer, norm in zip(parameters["layers"], parameters["norms"]):
            x = apply(x, layer)
            normal = (x - x.mean(0)) * lax.rsqrt(x.var(0) + 1e-5)
            x = jax.nn.relu(normal * norm["scale"] + norm["shift"])
            key, mask = jax.random.split(key)
            x = jnp.where(jax.random.bernoulli(mask, 0.8, x.shape), x / 0.8, 0)
        return cross_entropy(apply(x, parameters["layers"][-1]), y)

    return {"layers": layers, "norms": norms}, loss


def recurrent(gates, cell):
    """`cell(state, input part, recurrent part)` gives the new state; the first of the state is what goes to the head."""
    parameters = {"input": linear(8, 64 * gates), "state": linear(64, 64 * gates), "head": linear(64, 1)}

    def loss(parameters, x, y, _):
        start = jnp.zeros((2, x.shape[0], 64))
        inputs = apply(x, parameters["input"]).transpose(1, 0, 2)
        step = lambda state, part: (cell(state, part, apply(state[0], parameters["state"])), None)
        state, _ = lax.scan(step, start, inputs)
        return jnp.mean((apply(state[0], parameters["head"]) - y) ** 2)

    return parameters, loss


def lstm(state, part, inner):
    i, f, g, o = jnp.split(part + inner, 4, 1)
    c = jax.nn.sigmoid(f) * state[1] + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jnp.stack([jax.nn.sigmoid(o) * jnp.tanh(c), c])


def rnn(state, part, inner):
    return jnp.stack([jnp.tanh(part + inner), state[1]])


def gru(state, part, inner):
    r, z = jax.nn.sigmoid(part[:, :64] + inner[:, :64]), jax.nn.sigmoid(part[:, 64:128] + inner[:, 64:128])
    candidate = jnp.tanh(part[:, 128:] + r * inner[:, 128:])
    return jnp.stack([(1 - z) * candidate + z * state[0], state[1]])


def convolutional():
    def kernel(inputs, filters):
        weights = RANDOM.normal(size=(3, 3, inputs, filters)) / np.sqrt(9 * inputs)
        return {"w": jnp.asarray(weights, jnp.float32), "b": jnp.zeros(filters, jnp.float32)}

    def loss(parameters, x, y, _):
        for layer in parameters[:2]:
            order = ("NHWC", "HWIO", "NHWC")
            x = lax.conv_general_dilated(x, layer["w"], (1, 1), "SAME", dimension_numbers=order)
            x = jax.nn.relu(x + layer["b"])
            x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        x = jax.nn.relu(apply(x.reshape(x.shape[0], -1), parameters[2]))
        return cross_entropy(apply(x, parameters[3]), y)

    return [kernel(1, 16), kernel(16, 32), linear(1568, 64), linear(64, 10)], loss


MODELS = {
    "W1": tiny,
    "W2": table,
    "W3": dense,
    "W3b": dense,
    "W3p": dense,
    "W4": convolutional,
    "W5": lambda: recurrent(4, lstm),
    "W5R": lambda: recurrent(1, rnn),
    "W5G": lambda: recurrent(3, gru),
}


def adam(parameters, gradients, first, second, step):
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
    c1, c2 = 1 - 0.9**step, 1 - 0.999**step
    update = lambda p, m, v: p - 1e-3 * (m / c1) / (jnp.sqrt(v / c2) + 1e-8)
    return jax.tree.map(update, parameters, first, second), first, second


def clipped(gradients):
    norm = jnp.sqrt(sum(jnp.sum(g * g) for g in jax.tree.leaves(gradients)))
    return jax.tree.map(lambda g: g * jnp.minimum(1.0, 1 / (norm + 1e-6)), gradients)


def prepare(workload):
    parameters, loss = MODELS[workload]()
    inputs, targets = batches(workload)
    data = jnp.asarray(inputs), jnp.asarray(targets)
    zeros = lambda: jax.tree.map(jnp.zeros_like, parameters)
    state = (parameters, zeros(), zeros(), jnp.float32(0), jax.random.PRNGKey(0))
    clips = workload in ("W5", "W5R", "W5G")

    def update(state, index):
        parameters, first, second, count, key = state
        x, y = (part[index % BATCHES] for part in data)
        key, used = jax.random.split(key) if workload == "W2" else (key, key)
        gradients = jax.grad(loss)(parameters, x, y, used)
        gradients = clipped(gradients) if clips else gradients
        parameters, first, second = adam(parameters, gradients, first, second, count + 1)
        return (parameters, first, second, count + 1, key), None

    scanned = 1 if workload == "W4" else SCANNED_STEPS
    several = lambda state, index: lax.scan(update, state, index + jnp.arange(scanned))[0]
    one = lambda state, index: update(state, index)[0]
    jitted = jax.jit(one if scanned == 1 else several, donate_argnums=0)

    def step(index):
        nonlocal state
        state = jitted(state, index * scanned)

    return step, lambda: jax.block_until_ready(state), scanned


serve(f"JAX {jax.__version__}", prepare)
