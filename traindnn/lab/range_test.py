"""The learning rate range test: raise the rate from tiny to huge, and watch the loss."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from traindnn import expect
from traindnn.arrays import Array
from traindnn.lab.settings import Settings
from traindnn.lab.types import Build, Data, LossLike, OptimizerLike

DIVERGED = 4.0
"""The test stops once the smoothed loss is this many times its lowest value."""


@dataclass(frozen=True)
class RangeTest:
    """Loss against learning rate, over the steps of one range test."""

    lr: Array
    """(steps,) learning rate of each step; it grows by the same factor from step to step."""
    loss: Array
    """(steps,) loss of each mini-batch, before the step."""
    smooth_loss: Array
    """(steps,) exponential moving average of the loss, free of the bias of its start."""

    @property
    def lr_at_lowest(self) -> float:
        """The rate at which the smoothed loss is lowest; a good constant rate lies well below it."""
        return float(self.lr[np.nanargmin(self.smooth_loss)])


def range_test(
    model: Build,
    data: Data,
    *,
    optimizer: OptimizerLike = "sgd",
    loss: LossLike = "sparse_categorical_crossentropy",
    lr_min: float = 1e-5,
    lr_max: float = 10.0,
    steps: int = 300,
    batch_size: int = 16,
    seed: int = 0,
) -> RangeTest:
    """Train for some steps while the rate grows exponentially, until the end or until the loss diverges.

    Args:
        model: function that builds the model.
        data: dataset with float images.
        optimizer: as in `training.fit`; its own rate is not used.
        loss: as in ``keras.Model.compile``.
        lr_min: rate of the first step.
        lr_max: rate of the last step.
        steps: number of mini-batches.
        batch_size: samples in a mini-batch.
        seed: of the initial weights and the choice of the batches.

    Returns:
        `RangeTest`.

    Raises:
        ValueError: if a number is not positive, or ``lr_max`` is not above ``lr_min``.

    Source: Smith (2017), "Cyclical learning rates for training neural networks", section 3.3.
    """
    expect.positive(lr_min=lr_min, steps=steps, batch_size=batch_size)
    expect.that(lr_max > lr_min, "`lr_max` > `lr_min`", lr_min=lr_min, lr_max=lr_max)
    keras.utils.set_random_seed(seed)
    built, optimizer = model(), Settings(optimizer=optimizer).make_optimizer()
    rates = np.geomspace(lr_min, lr_max, steps)
    built.compile(optimizer, loss)
    rng = np.random.default_rng(seed)
    losses: list[float] = []
    smooth: list[float] = []
    for lr in rates:
        rows = rng.integers(len(data.x_train), size=batch_size)
        optimizer.learning_rate = lr
        built.reset_metrics()  # else Keras returns the mean over all steps so far
        losses.append(float(built.train_on_batch(data.x_train[rows], data.y_train[rows])))
        smooth.append(moving_average(losses))
        if not smooth[-1] <= DIVERGED * min(smooth):
            break
    return RangeTest(rates[: len(losses)], np.array(losses), np.array(smooth))


def moving_average(values: Sequence[float], keep: float = 0.9) -> float:
    """Exponential moving average of a history at its end, free of the bias of its start.

    Args:
        values: (n,) history.
        keep: weight of the old value.

    Returns:
        float: the average in which a value i steps back weighs ``keep**i``.
    """
    weights = keep ** np.arange(len(values))[::-1]
    return float(np.average(values, weights=weights))
