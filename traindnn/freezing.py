"""Frozen layers: gradient descent with a switch for each layer, and what each layer of a reused network does.

Layers are counted among those that have parameters, from the input.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from traindnn import expect
from traindnn.arrays import Array, Arrays

FROZEN, FINE_TUNED, NEW = "copied, frozen", "copied, trainable", "new, trainable"


class Role(NamedTuple):
    """What becomes of one layer."""

    copied: bool
    """Whether it starts from the pretrained weights."""
    trainable: bool
    """Whether gradient descent moves it."""

    @property
    def name(self) -> str:
        """One of `FROZEN`, `FINE_TUNED` and `NEW`."""
        return (FINE_TUNED if self.trainable else FROZEN) if self.copied else NEW


def masked_sgd_step(params: Arrays, grads: Arrays, trainable: Sequence[bool], lr: float) -> list[Array]:
    """Gradient descent with a switch for each array: θ^k - η · m^k · gradient.

    Args:
        params: list of float arrays of any shapes.
        grads: list of arrays of the same shapes; those of frozen arrays are not read.
        trainable: a bool for each array: m^k, whether it may move.
        lr: learning rate η.

    Returns:
        List of new arrays; ``params`` stays as it is.

    Raises:
        ValueError: if ``lr`` is not positive or the three lists differ in length.

    Source: lecture, eq. (9), with slide 42's freezing; chapter "Transfer learning".
    """
    expect.positive(lr=lr)
    expect.that(
        len(params) == len(grads) == len(trainable),
        "a gradient and a switch for each array",
        params=len(params),
        grads=len(grads),
        trainable=len(trainable),
    )
    return [
        theta - lr * g if free else theta.copy()
        for theta, g, free in zip(params, grads, trainable, strict=True)
    ]


def roles(n_layers: int, n_reuse: int, n_unfrozen: int) -> list[Role]:
    """What each layer of a network does that reuses the lower layers of another.

    Args:
        n_layers: layers l, the new output included.
        n_reuse: lower layers r whose weights are copied.
        n_unfrozen: copied layers u that learn, counted from the top.

    Returns:
        List of l `Role`, from the input.

    Raises:
        ValueError: unless 0 <= n_unfrozen <= n_reuse < n_layers.

    Source: lecture, slides 41 to 43.
    """
    expect.that(
        0 <= n_unfrozen <= n_reuse < n_layers,
        "0 <= `n_unfrozen` <= `n_reuse` < `n_layers`",
        n_unfrozen=n_unfrozen,
        n_reuse=n_reuse,
        n_layers=n_layers,
    )
    return [Role(k < n_reuse, k >= n_reuse - n_unfrozen) for k in range(n_layers)]


def count_trainable(sizes: Sequence[int], n_reuse: int, n_unfrozen: int) -> int:
    """How many parameters learn.

    Args:
        sizes: number of parameters of each layer, from the input, the new output included.
        n_reuse, n_unfrozen: as for `roles`.

    Returns:
        int.

    Raises:
        ValueError: as `roles` does.
    """
    free = [role.trainable for role in roles(len(sizes), n_reuse, n_unfrozen)]
    return int(np.dot(sizes, free))
