"""Whole epochs in one call give what `fit` gives, mini-batch after mini-batch in the same order."""

import itertools

import keras
import numpy as np
import pytest

from traindnn.lab import batches, engine, keras_private, reuse, training

pytestmark = pytest.mark.backend

L = keras.layers
RNG = np.random.default_rng(0)
X = RNG.normal(size=(107, 4, 4)).astype("float32")
Y = RNG.integers(0, 3, 107)
X_VAL, Y_VAL = X[:41] + 0.1, Y[:41]
EPOCHS, BATCH = 3, 16  # 6 whole mini-batches and one of 11


def dense(*between, **more):
    return [L.Flatten(), L.Dense(8, activation="relu", **more), *between, L.Dense(3, activation="softmax")]


NETWORKS = {
    "dense": lambda: dense(),
    "batch normalization": lambda: dense(L.BatchNormalization(momentum=0.9)),
    "dropout": lambda: dense(L.Dropout(0.5)),
    "seeded dropout": lambda: dense(L.Dropout(0.5, seed=7)),
    "weight penalty": lambda: dense(kernel_regularizer=keras.regularizers.L2(0.1)),
    "activity penalty": lambda: dense(activity_regularizer=keras.regularizers.L1(0.01)),
    "all of them": lambda: dense(L.BatchNormalization(), L.Dropout(0.2), kernel_regularizer="l1"),
    "convolution": lambda: [
        L.Reshape((4, 4, 1)),
        L.Conv2D(4, 3, activation="relu"),
        L.MaxPooling2D(),
        L.BatchNormalization(),
        *dense(),
    ],
    "model in a model": lambda: [keras.Sequential([keras.Input((4, 4)), *dense()[:2]]), *dense()[2:]],
    "frozen layer": lambda: [L.Flatten(), L.Dense(8, trainable=False), *dense()[2:]],
    "everything": lambda: [
        *NETWORKS["convolution"]()[:4],
        keras.Sequential([keras.Input((1, 1, 4)), *dense(kernel_regularizer="l1")[:2]]),
        L.Dropout(0.2),
        L.Dense(8, trainable=False, activity_regularizer=keras.regularizers.L1(0.01)),
        L.Dropout(0.2, seed=7),
        *dense()[2:],
    ],
}
OPTIMIZERS = {
    "SGD": lambda: keras.optimizers.SGD(0.1),
    "momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "Adam": lambda: keras.optimizers.Adam(0.01),
    "weight decay": lambda: keras.optimizers.AdamW(0.01, weight_decay=0.1),
    "clip value": lambda: keras.optimizers.SGD(0.1, clipvalue=0.01),
    "clip norm": lambda: keras.optimizers.SGD(0.1, clipnorm=0.05),
    "global clip norm": lambda: keras.optimizers.SGD(0.1, global_clipnorm=0.05),
    "schedule": lambda: keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 5, 0.5)),
    "averaged weights": lambda: keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5),
    "accumulated": lambda: keras.optimizers.SGD(0.1, gradient_accumulation_steps=2),
    "everything": lambda: keras.optimizers.AdamW(
        keras.optimizers.schedules.ExponentialDecay(0.01, 5, 0.5),
        weight_decay=0.1,
        clipnorm=0.05,
        gradient_accumulation_steps=2,
    ),
}
# JAX compiles each network for seconds: there one holds all layers, and one optimizer all settings.
ONE_BY_ONE = keras.backend.backend() == "tensorflow"
METRICS = ("accuracy", "sparse_top_k_categorical_accuracy")


def compiled(network="dense", optimizer="SGD"):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4, 4)), *NETWORKS[network]()])
    model.compile(OPTIMIZERS[optimizer](), "sparse_categorical_crossentropy", metrics=list(METRICS))
    training.make_ready(model, Y)
    return model


def by_engine(model, jit=False, callbacks=(), epochs=EPOCHS, loops=None):
    loops = loops or engine.loops(model, BATCH, 20, jit)
    parts = engine.on_device(X, Y), engine.on_device(X_VAL, Y_VAL)
    return engine.fit(model, loops, *parts, engine.orders(len(X), 5), epochs, callbacks)


def by_keras(model):
    """The same with Keras alone, given the samples of each epoch in their order."""
    history = {}
    for order in itertools.islice(engine.orders(len(X), 5), EPOCHS):
        order = keras.ops.convert_to_numpy(order)
        asked = {"batch_size": BATCH, "shuffle": False, "verbose": 0, "validation_batch_size": 20}
        found = model.fit(X[order], Y[order], validation_data=(X_VAL, Y_VAL), **asked).history
        for name, values in found.items():
            history.setdefault(name, []).extend(values)
    return history


def agree(network, optimizer, jit, rtol):
    ours, keras_own = compiled(network, optimizer), compiled(network, optimizer)
    history, reference = by_engine(ours, jit), by_keras(keras_own)
    assert set(history) == set(reference) == {*METRICS, "loss"} | {f"val_{m}" for m in (*METRICS, "loss")}
    for name, values in reference.items():
        np.testing.assert_allclose(history[name], values, rtol=rtol, atol=1e-6, err_msg=name)
    for mine, theirs in zip(ours.variables, keras_own.variables, strict=True):
        value, expected = map(keras.ops.convert_to_numpy, (mine, theirs))
        np.testing.assert_allclose(value, expected, rtol=rtol, atol=1e-5, err_msg=mine.path)
    return history


@pytest.mark.parametrize("network", NETWORKS if ONE_BY_ONE else ("dense", "everything"))
def test_each_layer_trains_as_with_fit(network):
    agree(network, "SGD", False, 1e-5)


# Keras averages the weights at the end of `fit`, here once for each epoch.
@pytest.mark.parametrize(
    "optimizer", sorted(set(OPTIMIZERS) - {"averaged weights"}) if ONE_BY_ONE else ("momentum", "everything")
)
def test_each_optimizer_trains_as_with_fit(optimizer):
    agree("batch normalization", optimizer, False, 1e-5)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="JAX always compiles")
@pytest.mark.parametrize("network", [name for name in NETWORKS if engine.suits_xla(compiled(name))])
def test_compiled_by_xla_it_is_the_same_to_rounding(network):
    agree(network, "momentum", True, 1e-3)


def test_averaged_weights_are_those_at_the_end():
    ours, plain = compiled(optimizer="averaged weights"), compiled()
    by_engine(ours)
    by_engine(plain)
    different = [np.abs(a - b).max() for a, b in zip(ours.get_weights(), plain.get_weights(), strict=True)]
    assert max(different) > 1e-4


@pytest.mark.parametrize("jit", [False, True] if ONE_BY_ONE else [True])
def test_twice_the_same_bit_for_bit(jit):
    first, second = compiled("all of them", "Adam"), compiled("all of them", "Adam")
    assert by_engine(first, jit) == by_engine(second, jit)
    for a, b in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="a pipeline of TensorFlow's")
def test_the_orders_are_those_of_the_pipeline():
    numbers = np.arange(len(X))
    passes = batches.shuffled(numbers.astype("float32"), numbers, BATCH, 5).repeat(EPOCHS)
    piped = np.concatenate([y.numpy() for _, y in passes]).reshape(EPOCHS, -1)
    ours = np.stack([order.numpy() for order in itertools.islice(engine.orders(len(X), 5), EPOCHS)])
    np.testing.assert_array_equal(ours, piped)


def test_each_order_holds_every_sample_once_and_no_two_are_alike():
    orders = [tuple(map(int, order)) for order in itertools.islice(engine.orders(50, 3), 4)]
    assert all(sorted(order) == list(range(50)) for order in orders)
    assert len(set(orders)) == 4


def test_callbacks_act_between_epochs():
    stop = keras.callbacks.EarlyStopping("val_loss", patience=1, min_delta=1e9, restore_best_weights=True)
    slow = keras.callbacks.ReduceLROnPlateau("val_loss", factor=0.5, patience=0, min_delta=1e9)
    model = compiled()
    history = by_engine(model, callbacks=[slow, stop], epochs=10)
    assert len(history["loss"]) == 2
    assert float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)) == pytest.approx(0.05)
    first = compiled()
    by_engine(first, epochs=1)
    for a, b in zip(model.get_weights(), first.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_loops_serve_runs_that_differ_in_numbers_alone():
    worker = reuse.Worker(compiled("dropout", "momentum"))
    loops = worker.loops(BATCH, 20, False)
    for lr in (0.1, 0.001):
        own, alone = compiled("dropout", "momentum"), compiled("dropout", "momentum")
        own.optimizer.learning_rate = alone.optimizer.learning_rate = lr
        history = by_engine(worker.start_as(own), loops=loops)
        worker.hand_over(own)
        assert history == by_engine(alone)
        for a, b in zip(own.get_weights(), alone.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
    assert worker.loops(BATCH, 20, False) is loops


class OwnStep(keras.Sequential):
    def train_step(self, *arguments):
        return super().train_step(*arguments)


class LooksAtBatches(keras.callbacks.Callback):
    def on_train_batch_end(self, batch, logs=None):
        """Look."""


def test_what_it_cannot_run_is_left_to_fit():
    plain = compiled()
    assert engine.can_run(plain, [keras.callbacks.EarlyStopping()])
    assert not engine.can_run(plain, [LooksAtBatches()])
    assert not engine.can_run(OwnStep([keras.Input((4,)), L.Dense(3)]), [])


def test_xla_is_left_what_suits_it_inside_other_models_too():
    inner = keras.Sequential([keras.Input((4, 4, 1)), L.Conv2D(2, 3), L.Flatten()])
    outer = keras.Sequential([keras.Input((4, 4, 1)), inner, L.Dense(3)])
    suited = {name for name in NETWORKS if engine.suits_xla(compiled(name))}
    assert set(NETWORKS) - suited == {"convolution", "dropout", "seeded dropout", "all of them", "everything"}
    assert not engine.suits_xla(outer)


def test_runs_share_a_worker_only_if_their_steps_are_the_same():
    key = reuse.step_key(compiled())
    assert key == reuse.step_key(compiled()) is not None
    slower = compiled()
    slower.optimizer.learning_rate = 0.001
    assert reuse.step_key(slower) == key
    others = [compiled("dropout"), compiled(optimizer="momentum"), compiled(optimizer="schedule")]
    assert len({key, *map(reuse.step_key, others)}) == 4
    assert reuse.step_key(compiled(), 4) != key


class MyDense(L.Dense):
    """May be defined anew under the same name."""


def test_a_layer_of_somebodys_own_is_not_shared():
    model = keras.Sequential([keras.Input((4,)), MyDense(3)])
    model.compile("sgd", "mse")
    assert reuse.step_key(model) is None
    lambda_layer = keras.Sequential([keras.Input((4,)), L.Dense(3, activation=lambda x: x)])
    lambda_layer.compile("sgd", "mse")
    assert reuse.step_key(lambda_layer) is None


def test_all_layers_are_found():
    inner = keras.Sequential([keras.Input((4,)), L.Dense(3, name="inside")])
    outer = keras.Sequential([keras.Input((4,)), inner])
    assert "inside" in {layer.name for layer in keras_private.all_layers(outer)}
