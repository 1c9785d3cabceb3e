"""The solutions of problem set 6 against Keras's optimizers and models of its own making."""

import keras
import numpy as np
import pytest
from test_banks import reference

PS6 = "ps6-transfer-learning"


@pytest.fixture
def base():
    keras.utils.set_random_seed(6)
    inputs = keras.Input((5,))
    hidden = keras.layers.BatchNormalization()(keras.layers.Dense(6, "relu")(inputs))
    hidden = keras.layers.Dense(4, "tanh")(hidden)
    model = keras.Model(inputs, keras.layers.Dense(3, "softmax")(hidden))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    rng = np.random.default_rng(6)
    model.fit(rng.normal(2, 3, size=(32, 5)), rng.integers(3, size=32), epochs=2, verbose=0)
    return model


@pytest.mark.parametrize("flags", [[True, True], [False, True], [True, False], [False, False]])
def test_a_masked_step_agrees_with_an_optimizer_that_is_given_the_free_variables(flags):
    rng = np.random.default_rng(1)
    params, grads = ([rng.normal(size=shape) for shape in [(3, 4), (4,)]] for _ in range(2))
    variables = [keras.Variable(p, dtype="float64") for p in params]
    free = [(g, v) for g, v, flag in zip(grads, variables, flags, strict=True) if flag]
    if free:
        gradients, chosen = zip(*free, strict=True)
        keras.optimizers.SGD(learning_rate=0.25).apply([*gradients], [*chosen])
    ours = reference(PS6)["masked_sgd_step"](params, grads, flags, 0.25)
    for array, variable in zip(ours, variables, strict=True):
        np.testing.assert_allclose(array, keras.ops.convert_to_numpy(variable), rtol=1e-12)


def test_the_reused_layers_give_what_the_base_gives_at_that_layer(base):
    x = np.random.default_rng(2).normal(size=(7, 5))
    inner = keras.Model(base.inputs, base.layers[3].output)
    model = reference(PS6)["build_transfer"](base, 3, 5)
    features = keras.Sequential(model.layers[:3])
    np.testing.assert_allclose(features.predict(x, verbose=0), inner.predict(x, verbose=0), rtol=1e-6)
    assert model.output_shape == (None, 5)
    assert not {id(v) for v in model.variables} & {id(v) for v in base.variables}


def test_two_stages_end_where_plain_gradient_descent_on_the_free_weights_ends(base):
    """The head alone sees constant features: a softmax regression, whose steps are known in closed form."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(8, 5)).astype("float32"), np.arange(8) % 4
    model = reference(PS6)["build_transfer"](base, 3, 4)
    head = model.layers[-1]
    kernel, bias = (np.array(w, dtype=float) for w in head.get_weights())
    features = np.array(keras.Sequential(model.layers[:3]).predict(x, verbose=0), dtype=float)
    for lr in [0.3] * 4 + [0.05] * 3:
        p = np.exp(features @ kernel + bias)
        slope = (p / p.sum(axis=1, keepdims=True) - np.eye(4)[y]) / len(y)
        kernel, bias = kernel - lr * features.T @ slope, bias - lr * slope.sum(axis=0)
    histories = reference(PS6)["two_stage_fit"](model, 3, 0, x, y, 4, 0.3, 3, 0.05)
    assert [len(history.history["loss"]) for history in histories] == [4, 3]
    np.testing.assert_allclose(head.get_weights()[0], kernel, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(head.get_weights()[1], bias, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("n_unfreeze", [0, 1, 2, 3])
def test_stage_two_moves_the_head_and_as_many_reused_layers_as_it_should(base, n_unfreeze):
    rng = np.random.default_rng(4)
    model = reference(PS6)["build_transfer"](base, 3, 4)
    before = [layer.get_weights() for layer in model.layers]
    x, y = rng.normal(size=(8, 5)), np.arange(8) % 4
    reference(PS6)["two_stage_fit"](model, 3, n_unfreeze, x, y, 1, 0.1, 2, 0.1)
    moved = [
        not all(np.array_equal(a, b) for a, b in zip(old, layer.get_weights(), strict=True))
        for old, layer in zip(before, model.layers, strict=True)
    ]
    assert moved == [False] * (3 - n_unfreeze) + [True] * (n_unfreeze + 1)
