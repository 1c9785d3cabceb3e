"""The lecture's experiments as data: what each of its notebooks trains, and the values that it prints.

Everything is the lecture's network on Fashion-MNIST in mini-batches of 16, unless a `Configuration` says
otherwise. Many cells train the same configuration, so an `Experiment` names one and a window of its epochs.

Decay steps are given as parts of a ten-epoch run, 26,250 steps at the lecture's scale, so that a smaller
run has the same schedule.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import keras

from traindnn.lab.models import MlpOptions
from traindnn.lab.schedules import PowerDecay

LR = 0.01
"""The lecture's learning rate, or its initial one."""
FACTOR = 0.1
"""The lecture's factor λ of performance scheduling."""


@dataclass(frozen=True)
class Configuration:
    """What is trained."""

    epochs: int = 10
    """Epochs at the lecture's scale."""
    lr: Callable[[float], float | keras.optimizers.schedules.LearningRateSchedule] = lambda total: LR
    """From the steps of ten epochs to a learning rate or a schedule."""
    model: MlpOptions = field(default_factory=MlpOptions)
    """Options of `models.lecture_mlp`."""
    optimizer: dict[str, float] = field(default_factory=dict)
    """Further options of ``keras.optimizers.SGD``."""
    plateau: int | None = None
    """Patience of performance scheduling, epochs; None: there is none."""
    stop: int | None = None
    """Patience of early stopping, epochs; None: there is none."""
    like: str | None = None
    """Name of the configuration that this one is, digit for digit, until a callback acts."""


def _power(total: float) -> PowerDecay:
    return PowerDecay(LR, s=total * 10_000 / 26_250)


def _exponential(epochs: float) -> Callable[[float], keras.optimizers.schedules.LearningRateSchedule]:
    """Equation (3) with s = ``epochs`` epochs."""
    return lambda total: keras.optimizers.schedules.ExponentialDecay(LR, total * epochs / 10, decay_rate=0.1)


BATCH_NORM: MlpOptions = {"batch_norm": ("input", "after")}
CONFIGURATIONS = {
    "constant": Configuration(epochs=20),
    "early stopping": Configuration(epochs=20, stop=5, like="constant"),
    "power": Configuration(lr=_power),
    "exponential, as coded": Configuration(lr=_exponential(20 / 16)),
    "exponential, as intended": Configuration(lr=_exponential(20)),
    "performance, as coded": Configuration(plateau=5, stop=5, like="constant"),
    "performance, as intended": Configuration(plateau=2, stop=5),
    "batch norm": Configuration(model=BATCH_NORM),
    "clip value": Configuration(optimizer={"clipvalue": 1.0}),
    "dropout and clip value": Configuration(model={"dropout": (0.2, 0.2, 0.2)}, optimizer={"clipvalue": 1.0}),
    "case study": Configuration(model=BATCH_NORM, plateau=5, stop=5, like="batch norm"),
}


@dataclass(frozen=True)
class Experiment:
    """A cell that trains, or a cell as it was meant to be."""

    short: str
    """Its name where there is little room: notebook and cell."""
    cell: str
    """Notebook and cell; empty for a repaired cell, which the lecture never ran."""
    what: str
    """What is special about it."""
    configuration: str
    """Name of its `Configuration`."""
    window: tuple[int, int] = (0, 10)
    """It reports on the epochs after the first number, up to the second."""
    reported: dict[str, float] = field(default_factory=dict)
    """What the lecture's notebook printed: see `METRICS`."""


METRICS = {
    "loss": "final training loss",
    "accuracy": "final training accuracy",
    "val_loss": "final validation loss",
    "val_accuracy": "final validation accuracy",
    "best_val_loss": "best validation loss",
    "best_val_accuracy": "validation accuracy at the best loss",
    "test_loss": "test loss",
    "test_accuracy": "test accuracy",
}
"""The values of an experiment. The test values are those of the weights with the best validation loss."""


def _reported(*values: float) -> dict[str, float]:
    """The printed values in the order of `METRICS`; the last two, of the test part, may be missing."""
    return dict(zip(METRICS, values, strict=False))


EXPERIMENTS = (
    Experiment(
        "S1 20",
        "section 1, cell 20",
        "SGD at 0.01",
        "constant",
        reported=_reported(0.3413, 0.8778, 0.3554, 0.8728, 0.3554, 0.8728),
    ),
    Experiment(
        "S1 23",
        "section 1, cell 23",
        "the same, five epochs more",
        "constant",
        (10, 15),
        _reported(0.3057, 0.8914, 0.3444, 0.8745, 0.3427, 0.8773),
    ),
    Experiment(
        "S1 29",
        "section 1, cell 29",
        "a checkpoint after every epoch",
        "constant",
        reported=_reported(0.3438, 0.8772, 0.3735, 0.8654, 0.3735, 0.8654),
    ),
    Experiment(
        "S1 32",
        "section 1, cell 32",
        "reloaded, five epochs more",
        "constant",
        (10, 15),
        _reported(0.3085, 0.8882, 0.3718, 0.8695, 0.3476, 0.8740),
    ),
    Experiment(
        "S1 37",
        "section 1, cell 37",
        "keeps the best, 20 epochs",
        "constant",
        (0, 20),
        _reported(0.2803, 0.8972, 0.3634, 0.8666, 0.3383, 0.8794),
    ),
    Experiment(
        "S1 42",
        "section 1, cell 42",
        "early stopping, patience 5, 20 epochs",
        "early stopping",
        (0, 20),
        _reported(0.2830, 0.8972, 0.3294, 0.8818, 0.3294, 0.8818, 0.3664, 0.8735),
    ),
    Experiment(
        "CE 20",
        "code example, cell 20",
        "power scheduling",
        "power",
        reported=_reported(0.3658, 0.8714, 0.3774, 0.8663, 0.3774, 0.8663),
    ),
    Experiment("CE 20, Keras 3", "", "power scheduling, as Keras 3 runs the cell", "constant"),
    Experiment(
        "CE 26",
        "code example, cell 26",
        "exponential scheduling, as coded",
        "exponential, as coded",
        reported=_reported(0.5733, 0.8062, 0.5690, 0.8100, 0.5690, 0.8098),
    ),
    Experiment("CE 26, intended", "", "exponential scheduling, as intended", "exponential, as intended"),
    Experiment(
        "CE 31",
        "code example, cell 31",
        "performance scheduling, as coded",
        "performance, as coded",
        reported=_reported(0.3448, 0.8759, 0.3665, 0.8698, 0.3665, 0.8698),
    ),
    Experiment(
        "CE 31, intended",
        "",
        "performance scheduling, patience below early stopping's",
        "performance, as intended",
    ),
    Experiment(
        "CE 36",
        "code example, cell 36",
        "batch normalization",
        "batch norm",
        reported=_reported(0.3566, 0.8716, 0.3401, 0.8773, 0.3393, 0.8775),
    ),
    Experiment(
        "CE 41",
        "code example, cell 41",
        "clip value 1",
        "clip value",
        reported=_reported(0.3400, 0.8766, 0.3884, 0.8561, 0.3638, 0.8684),
    ),
    Experiment(
        "CE 46",
        "code example, cell 46",
        "dropout 0.2 and clip value 1",
        "dropout and clip value",
        reported=_reported(0.4808, 0.8284, 0.3878, 0.8577, 0.3878, 0.8577, 0.4201, 0.8514),
    ),
    Experiment(
        "CS 20",
        "case study, cell 20",
        "batch normalization, performance scheduling, early stopping",
        "case study",
        reported=_reported(0.3567, 0.8717, 0.3269, 0.8795, 0.3269, 0.8795, 0.3678, 0.8701),
    ),
)
"""The lecture's thirteen runs, in the order of its notebooks, with the cells that had to be repaired."""
