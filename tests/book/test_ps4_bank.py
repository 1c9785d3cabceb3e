"""The solutions of problem set 4 against Keras's optimizers and an ordinary model."""

import keras
import numpy as np
import pytest
from test_banks import reference

PS4 = "ps4-gradient-clipping"
CLIPS = {
    "clipvalue": lambda grads, c: reference(PS4)["clip_by_value"](grads, c),
    "clipnorm": lambda grads, c: reference(PS4)["clip_by_norm"](grads, c),
    "global_clipnorm": lambda grads, c: reference(PS4)["clip_by_global_norm"](grads, c)[0],
}


@pytest.mark.parametrize("threshold", [0.3, 2.0, 50.0])
@pytest.mark.parametrize("name", CLIPS)
def test_clipping_agrees_with_the_step_of_an_optimizer(name, threshold):
    rng = np.random.default_rng(4)
    grads = [rng.normal(0, 3, size=(3, 4)), rng.normal(size=4), np.zeros((2, 2))]
    variables = [keras.Variable(np.zeros(g.shape), dtype="float64") for g in grads]
    optimizer = keras.optimizers.SGD(learning_rate=1.0, **{name: threshold})
    optimizer.apply([keras.ops.convert_to_tensor(g) for g in grads], variables)
    for ours, variable in zip(CLIPS[name](grads, threshold), variables, strict=True):
        np.testing.assert_allclose(ours, -variable.numpy(), rtol=1e-6)


def test_global_clipping_keeps_the_direction_of_the_whole_gradient():
    rng = np.random.default_rng(5)
    grads = [rng.normal(0, 3, size=(3, 4)), rng.normal(size=4)]
    clipped, norm = reference(PS4)["clip_by_global_norm"](grads, 1.0)
    long, short = (np.concatenate([g.ravel() for g in some]) for some in (grads, clipped))
    assert norm == pytest.approx(np.linalg.norm(long))
    np.testing.assert_allclose(short, long / norm, rtol=1e-12)


@pytest.mark.parametrize("clip", [{}, {"clipnorm": 0.1}, {"global_clipnorm": 0.1}])
def test_the_model_trains_and_logs_as_an_ordinary_one(clip):
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(12, 3)).astype("float32"), rng.normal(size=(12, 2)).astype("float32")

    def history(kind):
        keras.utils.set_random_seed(1)
        inputs = keras.Input((3,))
        model = kind(inputs, keras.layers.Dense(2)(keras.layers.Dense(4, "relu")(inputs)))
        optimizer = keras.optimizers.SGD(learning_rate=0.1, **clip)
        model.compile(optimizer=optimizer, loss="mse", metrics=["mae"])
        return model.fit(x, y, batch_size=12, epochs=3, verbose=0).history

    ours, theirs = history(reference(PS4)["GradNorm"]), history(keras.Model)
    assert min(ours.pop("grad_norm")) > 0.1
    assert ours.keys() == theirs.keys()
    for name in theirs:
        np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-5)
