"""Mini-batches: every epoch is a permutation, no two epochs have the same, the seed fixes them all."""

import importlib.util

import keras
import numpy as np
import pytest

from traindnn.lab import batches, training

pytestmark = pytest.mark.backend

needs_tensorflow = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="other backends shuffle by themselves"
)

has_tensorflow = pytest.mark.skipif(
    not importlib.util.find_spec("tensorflow"), reason="the batches are TensorFlow's data sets"
)


def passes(n, batch_size, seed, count=3):
    """The orders of several passes over n numbered samples, and the sizes of the batches of the first."""
    x = np.arange(n, dtype="float32")
    data = batches.shuffled(x, 10 * x, batch_size, seed)
    found = [[(np.array(a), np.array(b)) for a, b in data] for _ in range(count)]
    for a, b in found[0]:
        np.testing.assert_array_equal(b, 10 * a)
    return [np.concatenate([a for a, _ in one]).tolist() for one in found], [len(a) for a, _ in found[0]]


@has_tensorflow
@pytest.mark.parametrize(("n", "batch_size", "sizes"), [(10, 4, [4, 4, 2]), (8, 4, [4, 4]), (3, 5, [3])])
def test_a_pass_holds_every_sample_once(n, batch_size, sizes):
    orders, found = passes(n, batch_size, seed=1)
    assert found == sizes
    assert all(sorted(order) == list(range(n)) for order in orders)
    assert batches.shuffled(np.zeros(n), np.zeros(n), batch_size, 1).cardinality() == len(sizes)


@has_tensorflow
def test_every_pass_has_an_order_of_its_own_and_the_seed_fixes_them():
    first, _ = passes(50, 8, seed=1)
    again, _ = passes(50, 8, seed=1)
    other, _ = passes(50, 8, seed=2)
    assert first == again
    assert len({tuple(order) for order in first + other}) == 6


@has_tensorflow
@pytest.mark.parametrize("n", [1_000])
def test_orders_are_uniform_enough(n):
    orders, _ = passes(n, 100, seed=3, count=40)
    # The mean position of a sample over 40 uniform orders: sd of one position is n/√12.
    position = np.argsort(np.array(orders), axis=1).mean(axis=0)
    assert np.abs(position - (n - 1) / 2).max() < 5 * n / np.sqrt(12 * 40)


@needs_tensorflow
@pytest.mark.parametrize(("n", "sizes"), [(10, [4, 4, 2]), (8, [4, 4]), (3, [3])])
def test_validation_data_come_in_their_order(n, sizes):
    x = np.arange(n, dtype="float32")
    found = batches.validation_data(x, 10 * x, batch_size=4)["validation_data"]
    parts = [(np.array(a), np.array(b)) for a, b in found]
    assert [len(a) for a, _ in parts] == sizes
    assert found.cardinality() == len(sizes)
    np.testing.assert_array_equal(np.concatenate([a for a, _ in parts]), x)
    np.testing.assert_array_equal(np.concatenate([b for _, b in parts]), 10 * x)


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="Expected a target for each input"):
        batches.training_data(np.zeros(3), np.zeros(2), 1, 0)


class Orders(keras.callbacks.Callback):
    """The running mean of the loss after each batch: with weights that stay, it tells the order apart."""

    def on_train_begin(self, logs=None):
        self.epochs = []

    def on_epoch_begin(self, epoch, logs=None):
        self.epochs.append([])

    def on_train_batch_end(self, batch, logs=None):
        self.epochs[-1].append(logs["loss"])


def losses_by_epoch(tiny, tiny_model, seed):
    seen = Orders()
    training.fit(
        tiny_model,
        tiny,
        seed=seed,
        progress=False,
        optimizer=keras.optimizers.SGD(1e-12),
        epochs=3,
        callbacks=(seen,),
    )
    return np.array(seen.epochs)


def test_fit_shows_the_samples_in_a_new_order_each_epoch(tiny, tiny_model):
    epochs = losses_by_epoch(tiny, tiny_model, seed=0)
    np.testing.assert_allclose(epochs[:, -1], epochs[0, -1], rtol=1e-4)  # the same samples in all
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert not np.allclose(epochs[one, :-1], epochs[other, :-1], rtol=1e-4)


def test_fit_says_nothing(tiny, tiny_model, recwarn, capfd):
    training.fit(tiny_model, tiny, epochs=1, progress=False)
    assert [str(w.message) for w in recwarn if issubclass(w.category, UserWarning)] == []
    assert capfd.readouterr() == ("", "")


def test_fit_shows_the_same_orders_for_the_same_seed(tiny, tiny_model):
    np.testing.assert_array_equal(
        losses_by_epoch(tiny, tiny_model, seed=5), losses_by_epoch(tiny, tiny_model, seed=5)
    )


@needs_tensorflow
def test_keras_alone_repeats_the_order():
    """Why `batches` is there. When this fails, Keras has learned to shuffle anew, and it may go."""
    keras.utils.set_random_seed(0)
    x = np.arange(20.0).reshape(20, 1)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1e-12), "mse")
    seen = Orders()
    model.fit(x, x, batch_size=2, epochs=2, callbacks=[seen], verbose=0)
    np.testing.assert_allclose(seen.epochs[0], seen.epochs[1], rtol=1e-4)


@needs_tensorflow
@pytest.mark.parametrize("together", [None, 1, 3, 5])
def test_epochs_hold_every_sample_once_however_they_are_called(tiny, tiny_model, together):
    class Seen(keras.callbacks.Callback):
        steps = ()

        def on_epoch_end(self, epoch, logs=None):
            self.steps += (int(self.model.optimizer.iterations),)

    seen, model = Seen(), tiny_model()
    model.compile("sgd", "sparse_categorical_crossentropy", steps_per_execution=together or 1)
    data = batches.training_data(tiny.x_train, tiny.y_train, 40, 0, together)
    model.fit(**data, epochs=3, callbacks=[seen], verbose=0)
    assert seen.steps == (5, 10, 15)
