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


def activations():
    arguments = {"leaky_relu": {"slope": 0.2}, "prelu": {"slope": 0.25}, "elu": {"alpha": 1.3}}
    names = (
        "linear sigmoid tanh relu leaky_relu prelu elu selu gelu swish softplus softsign "
        "hard_sigmoid exponential softmax"
    )
    return [
        (name, *classifier([dense([4], 8, name, arguments.get(name, {}))], MOMENTUM))
        for name in names.split()
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
        embedded(),
    ]


def embedded():
    layers = numbered([embedding(6, 9, 4), recurrent("gru", [6, 4], 5), dense([5], 3, "softmax")])
    generator = torch.Generator().manual_seed(5)
    inputs = torch.randint(0, 9, [SAMPLES, 6], generator=generator).double()
    targets = inputs.sum(1) % 3
    return "embedding", plan(layers, CROSS_ENTROPY, ADAM, "class_index"), (inputs, targets)


def groups():
    return {
        **optimizers(),
        "losses": losses(),
        "regularisers": regularisers(),
        "activations": activations(),
        "layers": layers(),
    }
