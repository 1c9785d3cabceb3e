"""Whole epochs in one call of the backend.

``keras.Model.fit`` hands the backend a few mini-batches at a time and collects them from a pipeline. For a
small network that takes several times as long as the training itself. Here the images lie in the backend's
memory, and one compiled call is a loop over the whole epoch. The step in it is the model's own
``train_step``: losses, metrics, optimizers, schedules, moving statistics and random numbers are Keras's, and
so are the results, to rounding.

On TensorFlow the loop is a ``tf.function``, compiled further by XLA where that pays; on JAX a ``lax.scan``.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Protocol

import keras
import numpy as np

from traindnn.arrays import Array, Integers
from traindnn.lab import batches, keras_private
from traindnn.lab.settings import looks_at_batches
from traindnn.lab.types import Tensor

XLA_STEPS = 15_000
"""Steps that pay for XLA's compilation of a dense network on a CPU; measured in bench/training.py."""
Samples = tuple[Tensor, Tensor]
"""Inputs (n, …) and targets (n, …) in the backend's memory."""


JaxState = keras_private.JaxState
JaxStep = Callable[[keras.Model, JaxState, Samples], JaxState]


class Loops(Protocol):
    """The compiled loops of a model: they go on from its variables, and leave the results in them."""

    def train(self, data: Samples, order: Tensor) -> None:
        """Train for an epoch on the samples in an order, (n,) integers."""

    def test(self, data: Samples) -> None:
        """Evaluate; the metrics hold the result."""


def can_run(model: keras.Model, callbacks: Sequence[keras.callbacks.Callback]) -> bool:
    """Whether whole epochs can be left to the backend: the step is Keras's, and nobody looks at batches."""
    known = keras.backend.backend() in ("tensorflow", "jax")
    return known and keras_private.has_keras_step(model) and not any(map(looks_at_batches, callbacks))


def suits_xla(model: keras.Model) -> bool:
    """Whether XLA on a CPU trains a model with the same numbers, and not slower.

    Its convolutions take 35 times as long, and it draws other random numbers than ``fit`` does.
    """
    unsuited = ("kernel_size", "pool_size", "seed_generator")
    return not any(hasattr(layer, name) for layer in keras_private.all_layers(model) for name in unsuited)


def loops(model: keras.Model, batch_size: int, test_batch_size: int, jit_compile: bool) -> Loops:
    """The loops of a compiled and built model on this backend.

    Args:
        model: ``keras.Model``, compiled, with all its variables made (`training.make_ready`).
        batch_size: samples in a mini-batch; the last one of an epoch may be smaller.
        test_batch_size: the same for evaluation; the result does not depend on it.
        jit_compile: whether XLA compiles the training on TensorFlow; JAX always does.
    """
    if keras.backend.backend() == "jax":
        return _JaxLoops(model, batch_size, test_batch_size)
    return _TensorFlowLoops(model, batch_size, test_batch_size, jit_compile)


def fit(
    model: keras.Model,
    compiled: Loops,
    train: Samples,
    validation: Samples,
    orders: Iterator[Tensor],
    epochs: int,
    callbacks: Sequence[keras.callbacks.Callback],
) -> dict[str, list[float]]:
    """Train as ``keras.Model.fit`` does, an epoch a call.

    Args:
        model: ``keras.Model``, compiled and built.
        compiled: its loops.
        train: training samples.
        validation: samples for the evaluation after each epoch.
        orders: order of the samples in each epoch.
        epochs: passes over the training samples, at most.
        callbacks: Keras callbacks that act on epochs.

    Returns:
        dict from metric to its value after each epoch, "val_" marks those of the validation.
    """
    history = keras.callbacks.History()
    asked = keras.callbacks.CallbackList([*callbacks, history], model=model, epochs=epochs)
    model.stop_training = False
    asked.on_train_begin()
    for epoch, order in zip(range(epochs), orders, strict=False):
        model.reset_metrics()
        asked.on_epoch_begin(epoch)
        compiled.train(train, order)
        logs = _results(model)
        model.reset_metrics()
        asked.on_test_begin()
        compiled.test(validation)
        tested = _results(model)
        asked.on_test_end(tested)
        logs |= {f"val_{name}": value for name, value in tested.items()}
        asked.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    model.optimizer.finalize_variable_values(model.trainable_weights)
    asked.on_train_end(logs)
    return dict(history.history)


def on_device(x: Array, y: Integers) -> Samples:
    """Samples in the backend's memory, once for all epochs and seeds."""
    return keras.ops.convert_to_tensor(x), keras.ops.convert_to_tensor(y)


def orders(n: int, seed: int) -> Iterator[Tensor]:
    """For each epoch an order of ``n`` samples, (n,) integers: that in which ``fit`` would take them.

    On TensorFlow it is that of `batches.shuffled`. On JAX Keras asks NumPy's global generator, which
    `training.fit` has seeded.
    """
    if keras.backend.backend() == "tensorflow":
        yield from batches.orders(n, seed)
    rng = np.random.RandomState(seed)
    rng.permutation(n)  # `fit` takes one order when it first looks at the data
    while True:
        yield keras.ops.convert_to_tensor(rng.permutation(n).astype("int32"))


def _results(model: keras.Model) -> dict[str, float]:
    """Value of each metric."""
    found = model.get_metrics_result()
    return {name: float(keras.ops.convert_to_numpy(value)) for name, value in found.items()}


class _TensorFlowLoops:
    def __init__(self, model: keras.Model, batch_size: int, test_batch_size: int, jit_compile: bool) -> None:
        import tensorflow as tf

        def sweep(step: Callable[[Samples], object], x: Tensor, y: Tensor, order: Tensor, size: int) -> None:
            full = order.shape[0] // size
            rows = tf.reshape(order[: full * size], (full, size))
            for i in tf.range(full):
                step((tf.gather(x, rows[i]), tf.gather(y, rows[i])))
            if order.shape[0] % size:
                rest = order[full * size :]
                step((tf.gather(x, rest), tf.gather(y, rest)))

        # TensorFlow's translator turns the loop into a graph's; Keras's own code needs no translation.
        as_it_is = tf.autograph.experimental.do_not_convert
        train, test = partial(sweep, as_it_is(model.train_step)), partial(sweep, as_it_is(model.test_step))

        def train_epoch(x: Tensor, y: Tensor, order: Tensor) -> None:
            train(x, y, order, batch_size)

        def test_all(x: Tensor, y: Tensor) -> None:
            test(x, y, tf.range(x.shape[0]), test_batch_size)

        self._train, self._test = tf.function(train_epoch, jit_compile=jit_compile), tf.function(test_all)

    def train(self, data: Samples, order: Tensor) -> None:
        self._train(*data, order)

    def test(self, data: Samples) -> None:
        self._test(*data)


class _JaxLoops:
    def __init__(self, model: keras.Model, batch_size: int, test_batch_size: int) -> None:
        import jax

        def sweep(step: JaxStep, state: JaxState, data: Samples, order: Tensor, size: int) -> JaxState:
            def one(state: JaxState, rows: Tensor) -> tuple[JaxState, None]:
                return step(model, state, (data[0][rows], data[1][rows])), None

            full = len(order) // size
            state, _ = jax.lax.scan(one, state, order[: full * size].reshape(full, size))
            return one(state, order[full * size :])[0] if len(order) % size else state

        def train_epoch(state: JaxState, data: Samples, order: Tensor) -> JaxState:
            return sweep(keras_private.jax_train_step, state, data, order, batch_size)

        def test_all(state: JaxState, data: Samples) -> JaxState:
            everything = jax.numpy.arange(len(data[0]))
            return sweep(keras_private.jax_test_step, state, data, everything, test_batch_size)

        self._model = model
        self._train, self._test = jax.jit(train_epoch), jax.jit(test_all)

    def train(self, data: Samples, order: Tensor) -> None:
        before = keras_private.jax_state(self._model)
        keras_private.set_jax_state(self._model, self._train(before, data, order))

    def test(self, data: Samples) -> None:
        before = keras_private.jax_state(self._model)
        keras_private.set_jax_state(self._model, self._test(before, data))
