"""Repeats trainings with scripts exported to Keras: `python repeat_keras.py cases.json`."""

import keras
from recorded_case import STEPS, Enough, answer_all, load_data, load_script


def losses_of(case):
    script = load_script(case["script"])
    model = script.build_model()
    script.load_weights(model, case["weights"])
    losses = []
    compute = keras.Model.compute_loss

    def recording(self, *arguments, training=True, **named):
        loss = compute(self, *arguments, training=training, **named)
        if training:
            losses.append(float(loss))
            if len(losses) > STEPS:
                raise Enough
        return loss

    fit = keras.Model.fit
    keras.Model.compute_loss = recording
    keras.Model.fit = lambda self, *arguments, **named: fit(
        self, *arguments, **{**named, "shuffle": False, "verbose": 0}
    )
    try:
        script.train(model, load_data(script, case))
    except Enough:
        pass
    finally:
        keras.Model.compute_loss, keras.Model.fit = compute, fit
    return losses


if __name__ == "__main__":
    answer_all(losses_of)
