"""Plans in the engine's JSON form (language/src/plan.ts), written down by hand: one function a layer."""

ORIGIN = {"start": 0, "end": 0, "line": 0}
GLOROT = {"name": "glorot_uniform"}
ZEROS = {"name": "zeros"}


def activation(name, **arguments):
    return {"name": name, **arguments}


def layer(kind, inputs, outputs, **fields):
    return {
        "id": f"{kind}_1",
        "type": kind,
        "inputShape": inputs,
        "outputShape": outputs,
        "trainable": True,
        "origin": ORIGIN,
        **fields,
    }


def kernel(l1=0, l2=0, max_norm=None, bias=True):
    regularisers = {"l1": l1, "l2": l2, "maxNorm": max_norm}
    return {"init": GLOROT, "bias": bias, "biasInit": ZEROS, **regularisers}


def dense(inputs, units, name="tanh", arguments={}, **fields):
    shape = [*inputs[:-1], units]
    head = {"units": units, "activation": activation(name, **arguments)}
    return layer("dense", inputs, shape, **head, **kernel(**fields))


def spatial(extent, size, stride, padding):
    return -(-extent // stride) if padding == "same" else (extent - size) // stride + 1


def conv2d(inputs, filters, size, stride=(1, 1), padding="valid", name="tanh", **fields):
    height, width, _ = inputs
    rows = spatial(height, size[0], stride[0], padding)
    columns = spatial(width, size[1], stride[1], padding)
    head = {"filters": filters, "kernel": list(size), "stride": list(stride), "padding": padding}
    head["activation"] = activation(name)
    return layer("conv2d", inputs, [rows, columns, filters], **head, **kernel(**fields))


def conv1d(inputs, filters, size, stride=1, padding="valid", name="tanh"):
    head = {"filters": filters, "kernel": size, "stride": stride, "padding": padding}
    head["activation"] = activation(name)
    outputs = [spatial(inputs[0], size, stride, padding), filters]
    return layer("conv1d", inputs, outputs, **head, **kernel())


def pool2d(kind, inputs, size, stride, padding="valid"):
    height, width, channels = inputs
    rows = spatial(height, size[0], stride[0], padding)
    columns = spatial(width, size[1], stride[1], padding)
    fields = {"pool": list(size), "stride": list(stride), "padding": padding}
    return layer(kind, inputs, [rows, columns, channels], **fields)


def pool1d(kind, inputs, size, stride, padding="valid"):
    outputs = [spatial(inputs[0], size, stride, padding), inputs[1]]
    return layer(kind, inputs, outputs, pool=size, stride=stride, padding=padding)


def recurrent(kind, inputs, units, sequences=False, bidirectional=False, **fields):
    steps, _ = inputs
    width = units * (2 if bidirectional else 1)
    head = {"units": units, "activation": activation("tanh"), "recurrentInit": {"name": "orthogonal"}}
    if kind != "simple_rnn":
        head["recurrentActivation"] = activation("sigmoid")
    dropout = fields.pop("dropout", 0)
    flags = {"returnSequences": sequences, "bidirectional": bidirectional, "recurrentDropout": dropout}
    outputs = [steps, width] if sequences else [width]
    return layer(kind, inputs, outputs, **head, **flags, **kernel(**fields))


def flatten(inputs):
    size = 1
    for extent in inputs:
        size *= extent
    return layer("flatten", inputs, [size])


def embedding(steps, vocabulary, dimensions):
    fields = {"vocabulary": vocabulary, "dimensions": dimensions, "init": GLOROT}
    return layer("embedding", [steps], [steps, dimensions], **fields)


def same(kind, inputs, **fields):
    """A layer whose output has its input's shape."""
    return layer(kind, inputs, inputs, **fields)


def residual(body):
    return layer("residual", body[0]["inputShape"], body[-1]["outputShape"], body=body)


def parallel(branches):
    outputs = [*branches[0][-1]["outputShape"]]
    outputs[-1] = sum(branch[-1]["outputShape"][-1] for branch in branches)
    return layer("parallel", branches[0][0]["inputShape"], outputs, branches=branches)


def numbered(layers, counts=None):
    """Gives the layers distinct ids, those inside blocks included."""
    counts = {} if counts is None else counts
    for entry in layers:
        counts[entry["type"]] = counts.get(entry["type"], 0) + 1
        entry["id"] = f"{entry['type']}_{counts[entry['type']]}"
        numbered(entry.get("body", []), counts)
        for branch in entry.get("branches", []):
            numbered(branch, counts)
    return layers


OPTIMIZERS = {
    "sgd": {"name": "sgd", "learningRate": 0.05, "momentum": 0, "nesterov": False},
    "momentum": {"name": "sgd", "learningRate": 0.02, "momentum": 0.9, "nesterov": False},
    "nesterov": {"name": "sgd", "learningRate": 0.02, "momentum": 0.9, "nesterov": True},
    "adagrad": {"name": "adagrad", "learningRate": 0.05, "epsilon": 1e-7},
    "adadelta": {"name": "adadelta", "learningRate": 1, "rho": 0.95, "epsilon": 1e-6},
    "rmsprop": {"name": "rmsprop", "learningRate": 3e-3, "rho": 0.9, "momentum": 0, "epsilon": 1e-7},
    "rmsprop_momentum": {
        "name": "rmsprop",
        "learningRate": 1e-3,
        "rho": 0.9,
        "momentum": 0.9,
        "epsilon": 1e-7,
    },
    **{
        name: {"name": name, "learningRate": 3e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
        for name in ("adam", "adamax", "nadam")
    },
    "adamw": {
        "name": "adamw",
        "learningRate": 3e-3,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-7,
        "weightDecay": 0.01,
    },
}
SCHEDULE = {"name": "constant", "warmup": 0}


def plan(layers, loss, optimizer, encoding, schedule=SCHEDULE, batch=8, epochs=25, frozen=(), **train):
    settings = {"accumulate": 1, "clipNorm": None, "clipValue": None, "classWeights": None, **train}
    phase = {
        "name": "",
        "epochs": epochs,
        "optimizer": optimizer,
        "schedule": schedule,
        "trainableLayers": [e["id"] for e in flat(layers) if e["id"] not in frozen],
    }
    return {
        "model": {"name": "Net", "inputShape": layers[0]["inputShape"], "layers": layers},
        "data": {"target": {"columns": [], "encoding": encoding, "scale": {"kind": "none"}}},
        "train": {
            "loss": loss,
            "batchSize": batch,
            "earlyStopping": None,
            "metrics": [],
            "seed": 1,
            "phases": [phase],
            "mcDropoutSamples": None,
            "origin": ORIGIN,
            "settingOrigins": {},
            **settings,
        },
    }


def flat(layers):
    for entry in layers:
        yield entry
        yield from flat(entry.get("body", []))
        for branch in entry.get("branches", []):
            yield from flat(branch)
