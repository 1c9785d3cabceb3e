"""Gradient norms of every step of a run, taken before the optimizer clips.

The norms are computed inside the training step, where the gradients are, and kept in a variable of the
optimizer. So they cost little, and several steps may run in one call of the backend.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from traindnn.arrays import Array
from traindnn.lab import keras_private
from traindnn.lab.types import Logs, Tensor


@dataclass(frozen=True)
class GradientLog:
    """Norms of the gradients of a run's steps, before clipping."""

    variables: tuple[str, ...]
    """Name of each trainable variable, "layer/kernel", from the input to the output."""
    norms: Array
    """(steps, variables) Euclidean norm of each variable's gradient."""
    largest: Array
    """(steps, variables) largest absolute entry of each variable's gradient."""
    lr: Array
    """(steps,) learning rate of each step."""

    @property
    def global_norm(self) -> Array:
        """(steps,) norm of all gradients taken as one vector."""
        norm: Array = np.sqrt((self.norms**2).sum(axis=1))
        return norm

    @property
    def largest_entry(self) -> Array:
        """(steps,) largest absolute entry of all gradients: what clipping by value compares with."""
        entry: Array = self.largest.max(axis=1)
        return entry

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers that have weights, from the input to the output."""
        return tuple(name.removesuffix("/kernel") for name in self.variables if name.endswith("/kernel"))

    @property
    def layer_norms(self) -> Array:
        """(steps, layers) norm of the gradient of each layer's weights, without its bias."""
        return self.norms[:, [name.endswith("/kernel") for name in self.variables]]


class _Logging(keras_private.BeforeUpdate):
    """Mixed into an optimizer: writes the norms of each step into a variable with one row for each step."""

    def build(self, variables: Sequence[Tensor]) -> None:
        super().build(variables)
        # Row: the norm of each variable's gradient, then the largest entry of each, then the learning rate.
        self.log = self.add_variable((self.log_steps, 2 * len(variables) + 1), name="gradient_log")

    def before_update(self, grads: Sequence[Tensor]) -> None:
        """Write the row of this step."""
        grads = [ops.cast(g, "float32") for g in grads]
        norms = [ops.sqrt(ops.sum(ops.square(g))) for g in grads]
        largest = [ops.max(ops.abs(g)) for g in grads]
        row = ops.stack([*norms, *largest, ops.cast(self.learning_rate, "float32")])
        step = ops.cast(ops.mod(self.iterations, self.log_steps), "int32")
        self.log.assign(ops.slice_update(ops.convert_to_tensor(self.log), [step, 0], row[None]))


def logging(optimizer: keras.optimizers.Optimizer, steps: int) -> keras.optimizers.Optimizer:
    """The same optimizer, which also logs its gradients.

    Args:
        optimizer: ``keras.optimizers.Optimizer`` that has not been built yet.
        steps: steps in an epoch, the rows of the log.

    Returns:
        ``keras.optimizers.Optimizer`` that makes the same updates.
    """
    kind = type(optimizer)
    # With the module of the plain optimizer, so that a copy or a saved model finds that one again.
    logging_kind: type[_Logging] = type(kind.__name__, (_Logging, kind), {"__module__": kind.__module__})
    logged = logging_kind.from_config(optimizer.get_config())
    logged.log_steps = steps
    return logged


class Collector(keras.callbacks.Callback):
    """Takes the log out of the optimizer after each epoch."""

    def on_train_begin(self, logs: Logs = None) -> None:
        """Forget an earlier run."""
        self.rows: list[Array] = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Copy the epoch's rows."""
        optimizer = keras_private.innermost(self.model.optimizer)
        self.rows.append(np.array(ops.convert_to_numpy(optimizer.log)))

    def result(self) -> GradientLog:
        """The `GradientLog` of the whole run."""
        names = tuple("/".join(v.path.split("/")[-2:]) for v in self.model.trainable_variables)
        rows, n = np.concatenate(self.rows), len(names)
        return GradientLog(names, rows[:, :n], rows[:, n : 2 * n], rows[:, -1])
