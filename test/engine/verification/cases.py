"""What is compared: every optimizer with every kind of cell, then losses, regularisers, layers and activations one by one."""

import torch

from plans import (
    OPTIMIZERS,
    conv1d,
    conv2d,
    dense,
    embedding,
    flatten,
    numbered,
    parallel,
    plan,
    pool1d,
    pool2d,
    recurrent,
    residual,
    same,
)

SAMPLES = 32
CROSS_ENTROPY = {"name": "cross_entropy", "labelSmoothing": 0}
BINARY = {"name": "binary_cross_entropy", "labelSmoothing": 0}
MSE = {"name": "mse"}
ADAM = OPTIMIZERS["adam"]
MOMENTUM = OPTIMIZERS["momentum"]
NORM = {"momentum": 0.9, "epsilon": 1e-3}


def samples(shape, kind, size=3):
    """Inputs and targets that float32 holds exactly; targets depend on the inputs, so that there is something to learn."""
    generator = torch.Generator().manual_seed(sum(shape) + size)
    inputs = torch.randn([SAMPLES, *shape], generator=generator)
    flat = inputs.flatten(1)
    scores = torch.tanh(flat @ torch.randn([flat.shape[1], size], generator=generator))
    targets = {
        "class_index": lambda: scores.argmax(1).float(),
        "binary": lambda: (scores > 0).float(),
        "real": lambda: scores,
        "one_hot": lambda: torch.softmax(scores, 1),
    }[kind]()
    return inputs.double(), targets.double()


def classifier(body, optimizer=ADAM, loss=CROSS_ENTROPY, **train):
    layers = numbered([*body, dense(body[-1]["outputShape"], 3, "softmax")])
    data = samples(layers[0]["inputShape"], "class_index")
    return plan(layers, loss, optimizer, "class_index", **train), data


def regressor(body, optimizer=ADAM, loss=MSE, **train):
    layers = numbered([*body, dense(body[-1]["outputShape"], 2, "linear")])
    data = samples(layers[0]["inputShape"], "real", 2)
    return plan(layers, loss, optimizer, "real", **train), data


CELLS = {
    "dense": lambda **o: classifier([dense([5], 7), dense([7], 6)], **o),
    # Means, no maxima: which of two all but equal numbers is larger is rounding, and 100 steps meet such a pair.
    "conv": lambda **o: classifier(
        [
            conv2d([6, 6, 2], 3, (3, 3), padding="same"),
            pool2d("avg_pool2d", [6, 6, 3], (2, 2), (2, 2)),
            conv2d([3, 3, 3], 4, (2, 2)),
            flatten([2, 2, 4]),
        ],
        **o,
    ),
    # Without a bias: its gradient is zero but for rounding, which Adam and its like would blow up to full steps.
    "batch_norm": lambda **o: classifier(
        [
            dense([5], 7, "linear", bias=False),
            same("batch_norm", [7], **NORM),
            same("activation", [7], activation={"name": "tanh"}),
        ],
        **o,
    ),
    "simple_rnn": lambda **o: regressor([recurrent("simple_rnn", [6, 3], 5)], **o),
    "lstm": lambda **o: regressor([recurrent("lstm", [6, 3], 5)], **o),
    "gru": lambda **o: regressor([recurrent("gru", [6, 3], 5)], **o),
}


def optimizers():
    return {
        f"optimizers_{cell}": [
            (optimizer, *build(optimizer=arguments)) for optimizer, arguments in OPTIMIZERS.items()
        ]
        for cell, build in CELLS.items()
    }


def headed(name, loss, encoding, head="linear", size=2):
    layers = numbered([dense([4], 6), dense([6], size, head)])
    return name, plan(layers, loss, MOMENTUM, encoding), samples([4], encoding, size)


def losses():
    smooth = {"labelSmoothing": 0.1}
    one_hot = numbered([dense([4], 6), dense([6], 3, "softmax")])
    return [
        headed("mse", MSE, "real"),
        headed("mse after sigmoid", MSE, "binary", "sigmoid"),
        headed("mae", {"name": "mae"}, "real"),
        headed("huber", {"name": "huber", "delta": 0.5}, "real"),
        headed("hinge", {"name": "hinge"}, "binary"),
        headed("binary_cross_entropy", BINARY, "binary", "sigmoid"),
        headed("binary_cross_entropy smoothed", {**BINARY, **smooth}, "binary", "sigmoid"),
        headed("cross_entropy", CROSS_ENTROPY, "class_index", "softmax", 3),
        headed("cross_entropy smoothed", {**CROSS_ENTROPY, **smooth}, "class_index", "softmax", 3),
        ("kl_divergence", plan(one_hot, {"name": "kl_divergence"}, MOMENTUM, "one_hot"), samples([4], "one_hot")),
        ("class weights", *CELLS["dense"](optimizer=MOMENTUM, classWeights=[0.5, 1, 2])),
    ]


def regularisers():
    def body(**fields):
        return [dense([5], 7, **fields), dense([7], 6, **fields)]

    return [
        ("l1", *classifier(body(l1=1e-2), MOMENTUM)),
        ("l2", *classifier(body(l2=1e-2), MOMENTUM)),
        ("l1 and l2 with Adam", *classifier(body(l1=1e-3, l2=1e-3))),
        ("max-norm", *classifier(body(max_norm=0.8), MOMENTUM)),
        ("max-norm of a convolution", *classifier(
            [conv2d([5, 5, 2], 3, (2, 2), max_norm=0.8), flatten([4, 4, 3])], MOMENTUM
        )),
        ("clip_norm", *CELLS["lstm"](optimizer=MOMENTUM, clipNorm=0.1)),
        ("clip_value", *CELLS["lstm"](optimizer=MOMENTUM, clipValue=0.01)),
        ("clip_norm with Adam", *CELLS["dense"](clipNorm=0.2)),
    ]


def of_zeros(name, **arguments):
    """A quarter of the samples are zeros, and stay zeros without a bias: what is the derivative of a corner?"""
    first = dense([4], 8, name, arguments, bias=False)
    layers, (inputs, targets) = classifier([first, dense([8], 6, name, arguments, bias=False)], MOMENTUM)
    inputs[::4] = 0
    return f"{name} of zeros", layers, (inputs, targets)


def activations():
    arguments = {"leaky_relu": {"slope": 0.2}, "prelu": {"slope": 0.25}, "elu": {"alpha": 1.3}}
    names = (
        "linear sigmoid tanh relu leaky_relu prelu elu selu gelu swish softplus softsign "
        "hard_sigmoid exponential softmax"
    )
    return [
        (name, *classifier([dense([4], 8, name, arguments.get(name, {}))], MOMENTUM))
        for name in names.split()
    ] + [
        ("leaky_relu without a slope", *classifier([dense([4], 8, "leaky_relu", {"slope": 0})], MOMENTUM)),
        *[of_zeros(name, **arguments.get(name, {})) for name in ("relu", "leaky_relu", "prelu", "elu", "selu", "softplus")],
    ]


def layers():
    wide = pool2d("max_pool2d", [7, 7, 2], (3, 3), (2, 2), "same")
    average = pool2d("avg_pool2d", [7, 7, 2], (3, 3), (2, 2), "same")
    strided = conv2d([7, 6, 2], 3, (3, 2), (2, 2), "same")
    lines = conv1d([9, 3], 4, 3, 2, "same")
    branches = [[dense([5], 3)], [dense([5], 4, "softsign"), dense([4], 2)]]
    return [
        ("conv2d strided, same", *classifier([strided, flatten(strided["outputShape"])])),
        ("conv1d strided, same", *classifier([lines, flatten(lines["outputShape"])])),
        ("conv1d valid", *classifier([conv1d([9, 3], 4, 3), flatten([7, 4])])),
        ("max_pool2d overlapping, same", *classifier([wide, flatten(wide["outputShape"])])),
        ("avg_pool2d overlapping, same", *classifier([average, flatten(average["outputShape"])])),
        ("max_pool1d", *classifier([conv1d([9, 3], 4, 2), pool1d("max_pool1d", [8, 4], 2, 2), flatten([4, 4])])),
        ("avg_pool1d", *classifier([conv1d([9, 3], 4, 2), pool1d("avg_pool1d", [8, 4], 3, 2), flatten([3, 4])])),
        ("global_avg_pool", *classifier([conv2d([5, 5, 2], 4, (2, 2)), {**flatten([4, 4, 4]), "type": "global_avg_pool", "outputShape": [4]}])),
        ("global_max_pool", *classifier([conv2d([5, 5, 2], 4, (2, 2)), {**flatten([4, 4, 4]), "type": "global_max_pool", "outputShape": [4]}])),
        ("layer_norm", *classifier([dense([5], 7), same("layer_norm", [7], epsilon=1e-3)])),
        ("batch_norm of channels", *classifier([conv2d([5, 5, 2], 3, (2, 2)), same("batch_norm", [4, 4, 3], **NORM), flatten([4, 4, 3])])),
        ("residual", *classifier([dense([5], 6), residual([dense([6], 4), dense([4], 6, "linear")])])),
        ("parallel", *classifier([parallel(branches)])),
        ("stacked lstm", *regressor([recurrent("lstm", [6, 3], 4, sequences=True), recurrent("lstm", [6, 4], 5)])),
        ("bidirectional lstm", *regressor([recurrent("lstm", [6, 3], 4, bidirectional=True)])),
        ("bidirectional gru sequences", *regressor([recurrent("gru", [6, 3], 4, True, True), recurrent("gru", [6, 8], 3)])),
        ("bidirectional simple_rnn", *regressor([recurrent("simple_rnn", [6, 3], 4, bidirectional=True)])),
        ("dense on sequences", *regressor([dense([6, 3], 5), recurrent("gru", [6, 5], 4)])),
        embedded("embedding", 9),
        ("max_pool1d overlapping, same", *classifier([conv1d([9, 3], 4, 2), pool1d("max_pool1d", [8, 4], 3, 2, "same"), flatten([4, 4])])),
        ("avg_pool1d overlapping, same", *classifier([conv1d([9, 3], 4, 2), pool1d("avg_pool1d", [8, 4], 3, 2, "same"), flatten([4, 4])])),
        ("prelu of channels", *classifier([conv2d([5, 5, 2], 3, (2, 2), name="linear"), same("activation", [4, 4, 3], activation={"name": "prelu", "slope": 0.25}), flatten([4, 4, 3])])),
        ("layer_norm of sequences", *regressor([dense([6, 3], 5), same("layer_norm", [6, 5], epsilon=1e-3), recurrent("gru", [6, 5], 4)])),
        ("residual in a residual", *classifier([dense([5], 6), residual([residual([dense([6], 6)]), dense([6], 6, "softsign")])])),
        ("parallel convolutions in a residual", *classifier([residual([parallel([[conv2d([4, 4, 3], 2, (3, 3), padding="same")], [conv2d([4, 4, 3], 1, (1, 1))]])]), flatten([4, 4, 3])])),
        embedded("embedding of few tokens, each many times", 3),
        ("frozen layers", *classifier([dense([5], 7, l2=0.1), dense([7], 6)], MOMENTUM, frozen=("dense_1",))),
        ("frozen batch_norm", *classifier([dense([5], 7), same("batch_norm", [7], **NORM), dense([7], 6)], MOMENTUM, frozen=("batch_norm_1",))),
    ]


def embedded(name, vocabulary):
    layers = numbered([embedding(6, vocabulary, 4), recurrent("gru", [6, 4], 5), dense([5], 3, "softmax")])
    generator = torch.Generator().manual_seed(5)
    inputs = torch.randint(0, vocabulary, [SAMPLES, 6], generator=generator).double()
    targets = inputs.sum(1) % 3
    return name, plan(layers, CROSS_ENTROPY, ADAM, "class_index"), (inputs, targets)


def training():
    """Schedules, steps that share an update, and what else a train block says."""
    schedules = {
        "constant": {},
        "step": {"every": 5, "factor": 0.5},
        "exponential": {"decay": 0.9},
        "cosine": {"minimum": 0.1},
        "one_cycle": {"startFactor": 0.04, "endFactor": 1e-3},
    }
    plateau = {"name": "reduce_on_plateau", "monitor": "loss", "factor": 0.5, "patience": 2, "minimum": 0.01}
    body = CELLS["dense"]
    smooth = {**CROSS_ENTROPY, "labelSmoothing": 0.1}
    binary = numbered([dense([4], 6), dense([6], 2, "sigmoid")])
    return [
        *[
            (f"{name}, warm-up {warmup}", *body(schedule={"name": name, "warmup": warmup, **arguments}))
            for name, arguments in schedules.items()
            for warmup in (0, 0.2)
            if name not in ("constant", "one_cycle") or warmup > 0
        ],
        # So fast that the loss goes up and down.
        ("reduce_on_plateau", *body(optimizer={**MOMENTUM, "learningRate": 0.3}, schedule={**plateau, "warmup": 0})),
        ("batches of 12, the last of 8", *body(batch=12, epochs=34)),
        ("two steps an update", *body(accumulate=2)),
        ("three steps an update, of four", *body(accumulate=3)),
        ("three steps an update, clipped", *body(optimizer=MOMENTUM, accumulate=3, clipNorm=0.1)),
        ("clipped by norm and by value", *body(optimizer=MOMENTUM, clipNorm=0.2, clipValue=0.02)),
        ("nadam, accumulated, cosine", *body(optimizer=OPTIMIZERS["nadam"], accumulate=2, schedule={"name": "cosine", "warmup": 0.1, "minimum": 0})),
        ("class weights, smoothed", *body(loss=smooth, classWeights=[0.5, 1, 2])),
        ("weighted yes and no", plan(binary, BINARY, MOMENTUM, "binary", classWeights=[0.5, 2]), samples([4], "binary", 2)),
        ("adamw, max-norm and l2", *classifier([dense([5], 7, max_norm=0.9, l2=1e-2), dense([7], 6)], OPTIMIZERS["adamw"])),
    ]


def drawing():
    """Dropout with the engine's own masks."""
    def drop(kind, shape, rate):
        return same(kind, shape, rate=rate)

    return [
        ("dropout", *classifier([dense([5], 7), drop("dropout", [7], 0.3), dense([7], 6)])),
        ("dropout after relu", *classifier([dense([5], 9, "relu"), drop("dropout", [9], 0.5), dense([9], 6)], MOMENTUM)),
        ("dropout of the inputs", *classifier([drop("dropout", [5], 0.2), dense([5], 7)])),
        ("two dropouts", *classifier([dense([5], 7), drop("dropout", [7], 0.3), dense([7], 6), drop("dropout", [6], 0.3)])),
        ("dropout of images", *classifier([conv2d([5, 5, 2], 3, (2, 2)), drop("dropout", [4, 4, 3], 0.25), flatten([4, 4, 3])])),
        ("alpha_dropout", *classifier([dense([5], 7, "selu"), drop("alpha_dropout", [7], 0.1), dense([7], 6, "selu")], MOMENTUM)),
        ("dropout in a residual", *classifier([dense([5], 6), residual([dense([6], 6), drop("dropout", [6], 0.3)])])),
        *[
            (f"{kind} with recurrent dropout", *regressor([recurrent(kind, [6, 3], 5, dropout=0.3)]))
            for kind in ("simple_rnn", "lstm", "gru")
        ],
        ("bidirectional lstm with both dropouts", *regressor([recurrent("lstm", [6, 3], 4, True, True, dropout=0.3), drop("dropout", [6, 8], 0.2), recurrent("gru", [6, 8], 3, dropout=0.2)])),
    ]


def groups():
    return {
        **optimizers(),
        "losses": losses(),
        "regularisers": regularisers(),
        "activations": activations(),
        "layers": layers(),
        "training": training(),
        "drawing": drawing(),
    }
