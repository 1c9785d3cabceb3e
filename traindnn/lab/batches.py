"""Mini-batches in an order that is new in every epoch and fixed by the seed.

Given arrays, Keras 3 shuffles them with an operation of TensorFlow's. Once a global seed is set, that
operation starts anew in each epoch and gives every epoch the *same* order: the curves look smooth, and each
seed never sees any order but one. So with TensorFlow the lab brings its own batches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import keras

from traindnn import expect
from traindnn.arrays import Array, Integers
from traindnn.lab.types import Tensor
from traindnn.schedules import steps_per_epoch

if TYPE_CHECKING:
    import tensorflow as tf


class FitData(TypedDict, total=False):
    """Arguments of ``keras.Model.fit`` for the training part."""

    x: tf.data.Dataset | Array
    y: Integers
    batch_size: int
    steps_per_epoch: int
    shuffle: bool


class ValidationData(TypedDict, total=False):
    """Arguments of ``keras.Model.fit`` for the validation part."""

    validation_data: tf.data.Dataset | tuple[Array, Integers]
    validation_batch_size: int


def training_data(
    x: Array, y: Integers, batch_size: int, seed: int, steps_per_execution: int | None = None
) -> FitData:
    """The arguments of ``keras.Model.fit`` that feed it shuffled mini-batches.

    Args:
        x: (n, …) inputs.
        y: (n, …) targets.
        batch_size: samples in a mini-batch; the last one of an epoch may be smaller.
        seed: fixes the order of every epoch.
        steps_per_execution: of the compiled model. If calls of so many steps make up an epoch exactly, one
            iterator serves all epochs: to make one takes as long as several steps of a small model.

    Returns:
        dict of arguments. With JAX and PyTorch, Keras's own: they shuffle each epoch anew by NumPy's or
        PyTorch's generator, which `training.fit` has seeded.

    Raises:
        ValueError: if ``x`` and ``y`` differ in length.
    """
    expect.that(len(x) == len(y), "a target for each input", inputs=len(x), targets=len(y))
    if keras.backend.backend() == "tensorflow":
        passes, steps = shuffled(x, y, batch_size, seed), steps_per_epoch(len(x), batch_size)
        if steps_per_execution and steps % steps_per_execution == 0:
            return {"x": passes.repeat(), "steps_per_epoch": steps, "shuffle": False}
        return {"x": passes, "shuffle": False}
    return {"x": x, "y": y, "batch_size": batch_size}


def validation_data(x: Array, y: Integers, batch_size: int) -> ValidationData:
    """The arguments of ``keras.Model.fit`` that feed it the validation part after each epoch.

    Args:
        x: (n, …) inputs.
        y: (n, …) targets.
        batch_size: samples in a mini-batch; the result does not depend on it, the time does.

    Returns:
        dict of arguments. With TensorFlow a pipeline of ready batches: what Keras sets up for arrays, anew in
        every epoch, takes longer than the evaluation of a small model.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        with tf.device("CPU"):
            whole = tf.data.Dataset.from_tensors((x, y))
        return {"validation_data": _sized(whole.rebatch(batch_size), len(x), batch_size)}
    return {"validation_data": (x, y), "validation_batch_size": batch_size}


def shuffled(x: Array, y: Integers, batch_size: int, seed: int) -> tf.data.Dataset:
    """A ``tf.data.Dataset`` of mini-batches (x, y); each pass over it has another order.

    Args:
        x: (n, …) inputs.
        y: (n, …) targets.
        batch_size: samples in a mini-batch.
        seed: the passes of two such data sets with one seed have the same orders.

    Returns:
        ``tf.data.Dataset`` that knows its number of mini-batches.
    """
    import tensorflow as tf

    n, full = len(x), len(x) // batch_size
    with tf.device("CPU"):  # where the pipeline runs
        parts = tf.constant(x), tf.constant(y)

    def one_pass(number: Tensor) -> tf.data.Dataset:
        order = tf.random.experimental.stateless_shuffle(tf.range(n), tf.stack([number, seed]))
        # Bring all samples into order at once: handing out slices is much cheaper than gathering each batch.
        x, y = (tf.gather(part, order) for part in parts)

        def cut(part: Tensor) -> Tensor:
            return tf.reshape(part[: full * batch_size], (full, batch_size, *part.shape[1:]))

        batches = tf.data.Dataset.from_tensor_slices((cut(x), cut(y)))
        if n % batch_size:
            last = tf.data.Dataset.from_tensors((x[full * batch_size :], y[full * batch_size :]))
            batches = batches.concatenate(last)
        return batches

    passes = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True).take(1)
    return _sized(passes.flat_map(one_pass), n, batch_size)


def _sized(data: tf.data.Dataset, n: int, batch_size: int) -> tf.data.Dataset:
    """The data set, which then knows its number of mini-batches."""
    import tensorflow as tf

    return data.apply(tf.data.experimental.assert_cardinality(steps_per_epoch(n, batch_size)))
