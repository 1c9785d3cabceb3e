"""Names for what the lab's functions take and give, where Keras has none of its own."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import keras
import numpy as np

from traindnn.arrays import Array, Integers

Tensor = Any
"""A tensor, or a variable, of whichever backend Keras has."""
Build = Callable[[], keras.Model]
"""Builds a model, not yet compiled."""
Weights = list[np.ndarray]
"""The weights of a layer or of a model, as ``get_weights`` returns them."""
OptimizerLike = str | keras.optimizers.Optimizer | Callable[[], keras.optimizers.Optimizer]
"""Name of an optimizer, one whose settings are to be copied, or a function that makes one."""
LossLike = str | keras.losses.Loss | Callable[[Tensor, Tensor], Tensor]
"""As in ``keras.Model.compile``."""
Callbacks = Sequence[keras.callbacks.Callback | Callable[[], keras.callbacks.Callback]]
"""Callbacks, or functions that make one."""
Logs = dict[str, float] | None
"""What Keras hands to a callback: metric -> value."""


class Source(Protocol):
    """What the lab asks of where data came from."""

    def describe(self) -> str:
        """One sentence for a caption."""


class Data(Protocol):
    """What the lab trains on: a `traindnn.data.Dataset` with float images, or anything with its arrays."""

    @property
    def x_train(self) -> Array:
        """Training images: (n, …)."""

    @property
    def y_train(self) -> Integers:
        """Training labels: (n,)."""

    @property
    def x_val(self) -> Array:
        """Validation images: (m, …)."""

    @property
    def y_val(self) -> Integers:
        """Validation labels: (m,)."""

    @property
    def source(self) -> Source:
        """Where the data came from."""
