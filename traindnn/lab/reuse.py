"""One compiled model for several seeds: building a training step takes as long as a short run trains."""

import keras
import numpy as np
from keras import ops


class Worker:
    """A compiled model that trains in place of others of the same architecture, one after another.

    Each training starts from the other's variables (weights, moving statistics, states of random numbers) and
    from an optimizer without history, so it gives the numbers that the other itself would have given.

    Args:
        model: compiled ``keras.Model`` that has not been trained.
    """

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        model.optimizer.build(model.trainable_variables)
        self.optimizer_start = [np.array(ops.convert_to_numpy(v)) for v in model.optimizer.variables]

    def start_as(self, other: keras.Model) -> keras.Model:
        """Take over the variables of another model and forget the last training; return the model to train.

        Raises:
            ValueError: if the other has another number of variables, or one of another shape.
        """
        _copy(other, self.model)
        for variable, start in zip(self.model.optimizer.variables, self.optimizer_start, strict=True):
            variable.assign(start)
        return self.model

    def hand_over(self, other: keras.Model) -> None:
        """Give the other model the trained variables."""
        _copy(self.model, other)


def _copy(source: keras.Model, target: keras.Model) -> None:
    for variable, value in zip(target.variables, source.variables, strict=True):
        variable.assign(value)
