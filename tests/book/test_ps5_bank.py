"""The solutions of problem set 5 against Keras's own layers, loss and callback, and this book's package."""

import keras
import numpy as np
import pytest
from test_banks import reference

from traindnn.lab.layers import mc_predict as all_passes

PS5 = "ps5-dropout"


@pytest.mark.parametrize("rate", [0.2, 0.7])
def test_dropout_agrees_with_keras_in_distribution(rate):
    x = np.random.default_rng(5).uniform(1, 2, size=(300, 400))
    out, _ = reference(PS5)["dropout_forward"](x, rate, True, np.random.default_rng(6))
    theirs = np.array(keras.layers.Dropout(rate, seed=7, dtype="float64")(x, training=True))
    standard_error = np.sqrt(2 * rate * (1 - rate) / x.size)
    assert abs(np.mean(out == 0) - np.mean(theirs == 0)) < 5 * standard_error
    both = (out != 0) & (theirs != 0)
    np.testing.assert_allclose(out[both], theirs[both], rtol=1e-6)


@pytest.mark.parametrize("training", [True, False])
def test_gradient_agrees_with_finite_differences(training):
    rng = np.random.default_rng(8)
    x, dout = rng.normal(size=(5, 6)) * (rng.random((5, 6)) < 0.7), rng.normal(size=(5, 6))

    def loss(x):
        return np.sum(dout * reference(PS5)["dropout_forward"](x, 0.4, training, np.random.default_rng(9))[0])

    steps = 1e-6 * np.eye(x.size).reshape(-1, *x.shape)
    slopes = [(loss(x + step) - loss(x - step)) / 2e-6 for step in steps]
    _, cache = reference(PS5)["dropout_forward"](x, 0.4, training, np.random.default_rng(9))
    ours = reference(PS5)["dropout_backward"](dout, cache)
    np.testing.assert_allclose(ours.ravel(), slopes, rtol=1e-6, atol=1e-8)


def test_entropy_is_the_cross_entropy_of_a_distribution_with_itself():
    p = np.concatenate([np.random.default_rng(10).dirichlet(np.ones(4), size=20), np.eye(4)])
    theirs = keras.losses.categorical_crossentropy(p, p)
    np.testing.assert_allclose(reference(PS5)["predictive_entropy"](p), theirs, rtol=1e-5, atol=1e-5)


def run(callback, values):
    """Show a callback the values of a model whose weight is the epoch; return both at the end."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    callbacks = keras.callbacks.CallbackList([callback], model=model)
    model.stop_training = False
    callbacks.on_train_begin()
    for epoch, value in enumerate(values):
        model.set_weights([np.full((1, 1), float(epoch))])
        callbacks.on_epoch_end(epoch, {"val_loss": value, "loss": -value})
        if model.stop_training:
            break
    callbacks.on_train_end()
    return epoch, float(model.get_weights()[0][0, 0])


def sequences(seed):
    """Values that go up and down, some equal to others, and some of them NaN (not the first)."""
    rng = np.random.default_rng(seed)
    walks = np.round(3 + np.cumsum(rng.normal(-0.03, 0.1, size=(10, 25)), axis=1), 2)
    walks[rng.random(walks.shape) < 0.05] = np.nan
    walks[:, :4] = np.nan_to_num(walks[:, :4], nan=3.0)
    return walks.tolist()


@pytest.mark.parametrize("mode", ["min", "max"])
@pytest.mark.parametrize("patience", [0, 1, 2, 4])
def test_early_stopper_agrees_with_keras(patience, mode):
    settings = {"patience": patience, "mode": mode, "min_delta": 0.015, "start_from_epoch": patience % 3}
    for values in sequences(patience):
        theirs = keras.callbacks.EarlyStopping("val_loss", restore_best_weights=True, **settings)
        epoch, _ = run(theirs, values)
        stopper = reference(PS5)["EarlyStopper"](**settings)
        stops = (e for e, v in enumerate(values) if stopper.update(e, v, [np.full(2, float(e))]))
        assert next(stops, len(values) - 1) == epoch
        assert (stopper.best, stopper.best_epoch) == (theirs.best, theirs.best_epoch)
        np.testing.assert_array_equal(stopper.best_weights, [np.full(2, float(theirs.best_epoch))])


@pytest.mark.parametrize("restore", [True, False])
def test_my_callback_agrees_with_that_of_keras(restore):
    ours = reference(PS5)["MyEarlyStopping"](patience=2, restore=restore)
    theirs = keras.callbacks.EarlyStopping("val_loss", mode="min", patience=2, restore_best_weights=restore)
    for values in sequences(11):
        assert run(ours, values) == run(theirs, values)


def test_my_callback_stops_a_real_fit():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=-0.1), loss="mse")  # the loss rises
    callback = reference(PS5)["MyEarlyStopping"](monitor="loss", patience=3)
    x = np.ones((4, 1), dtype="float32")
    log = model.fit(x, x, epochs=20, verbose=0, callbacks=[callback])
    assert len(log.epoch) == 4


def test_layers_drop_as_that_of_keras_does():
    x = np.full((200, 300), 3.0, dtype="float32")
    for kind, training in [("MyDropout", True), ("MCDropout", True), ("MCDropout", False)]:
        out = np.array(reference(PS5)[kind](0.25, seed=12)(x, training=training))
        assert set(np.unique(out)) == {0, 4}
        assert abs(np.mean(out == 0) - 0.25) < 5 * np.sqrt(0.25 * 0.75 / x.size)
    np.testing.assert_array_equal(reference(PS5)["MyDropout"](0.25)(x, training=False), x)


def test_monte_carlo_predictions_agree_with_those_of_the_package():
    layers = keras.layers
    keras.utils.set_random_seed(13)
    hidden = [layers.Dense(20, "relu"), layers.BatchNormalization(), layers.Dropout(0.5)]
    model = keras.Sequential([keras.Input((4,)), *hidden, layers.Dense(3, "softmax")])
    x = np.random.default_rng(14).normal(size=(5, 4)).astype("float32")
    before = [w.copy() for w in model.get_weights()]
    mean, std = reference(PS5)["mc_predict"](model, x, 200)
    theirs = all_passes(model, x, 200, seed=15)
    standard_error = np.std(theirs, axis=0) * np.sqrt(2 / 200)
    assert (np.abs(mean - np.mean(theirs, axis=0)) < 5 * standard_error).all()
    np.testing.assert_allclose(std, np.std(theirs, axis=0), rtol=0.35)
    for w, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(w, old)
