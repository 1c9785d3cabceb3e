"""Callbacks without a training run, and a training run's weights without a callback of one's own."""

from collections.abc import Sequence
from typing import NamedTuple

import keras
import numpy as np

from traindnn import expect
from traindnn.lab.types import Logs, Weights


class Snapshots(keras.callbacks.Callback):
    """Keeps a copy of the weights after each epoch, of one run after another.

    The same object serves all seeds of a comparison: hand it, not a function that makes it, to
    `training.fit_seeds`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[list[Weights]] = []
        """For each run a list with the weights after each epoch, as ``get_weights`` returns them."""

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin with another run."""
        self.runs.append([])

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Copy the weights."""
        self.runs[-1].append(self.model.get_weights())


class Script(NamedTuple):
    """What callbacks made of a script."""

    trained: int
    """Epochs that were trained."""
    left: int
    """Epoch, counted from 1, whose weights the model has at the end."""
    rates: list[float]
    """Learning rate of each epoch."""


def follow(losses: Sequence[float], *callbacks: keras.callbacks.Callback, lr: float = 0.01) -> Script:
    """Call callbacks as ``fit`` would, with validation losses from a script in place of a training run.

    The model has a single weight, which holds the number of the epoch, so that at the end it tells which
    epoch's weights are left.

    Args:
        losses: the validation loss of each epoch, at least one.
        *callbacks: ``keras.callbacks.Callback`` objects that act at the end of epochs.
        lr: learning rate at the start.

    Returns:
        `Script`: (trained, left, rates).

    Raises:
        ValueError: if there is no loss.

    Source: chapter "Overfitting and early stopping".
    """
    expect.that(len(losses) > 0, "at least one loss", losses=losses)
    model = one_weight()
    model.compile(keras.optimizers.SGD(lr))
    model.stop_training = False
    rates: list[float] = []
    asked = keras.callbacks.CallbackList(callbacks, model=model)
    asked.on_train_begin()
    for epoch, loss in enumerate(losses, start=1):
        model.set_weights([np.full((1, 1), float(epoch))])
        rates.append(float(f"{float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)):.6g}"))
        asked.on_epoch_end(epoch - 1, {"val_loss": loss})
        if model.stop_training:
            break
    asked.on_train_end()
    return Script(epoch, epoch_of(model), rates)


def one_weight() -> keras.Sequential:
    """The model of a script: a dense layer of one weight and no bias."""
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])


def epoch_of(model: keras.Model) -> int:
    """The epoch, counted from 1, whose weights the model of a script has."""
    return int(model.get_weights()[0].item())
