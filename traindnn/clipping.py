"""Gradient clipping: by value, by norm, by global norm.

Each is the projection of a gradient onto a convex set: the nearest point of the set, and the gradient
itself if it lies inside. Clipping twice is therefore clipping once. ``grads`` is a list of float arrays
of any shapes, one for each variable; shapes and dtypes are kept and nothing is changed in place. A NaN
or an infinite entry is not cured.
"""

import numpy as np

from traindnn import expect
from traindnn.arrays import Array, Arrays


def clip_by_value(grads: Arrays, clip_value: float) -> list[Array]:
    """Clip every entry to [-clip_value, clip_value]: the projection onto a box.

    Large entries are cut and small ones kept, so the direction changes: [0.9,
    100] becomes [0.9, 1.0].

    Args:
        grads: list of arrays.
        clip_value: largest absolute value of an entry.

    Returns:
        List of arrays.

    Raises:
        ValueError: if ``clip_value`` is not positive.

    Source: lecture, section "Gradient clipping"; Keras, ``clipvalue``.
    """
    expect.positive(clip_value=clip_value)
    bound = float(clip_value)  # a NumPy scalar would turn float32 gradients into float64
    return [np.clip(g, -bound, bound) for g in grads]


def clip_by_norm(grads: Arrays, clip_norm: float) -> list[Array]:
    """Scale each array down to the norm clip_norm: each projected onto a ball.

    Each array keeps its direction: [0.9, 100] becomes [0.00899964, 0.9999595].
    The gradient as a whole does not, for its arrays are scaled by different
    factors.

    Args:
        grads: list of arrays.
        clip_norm: largest norm of an array; all its entries count, so a matrix
            has its Frobenius norm.

    Returns:
        List of arrays.

    Raises:
        ValueError: if ``clip_norm`` is not positive.

    Source: lecture, section "Gradient clipping"; Keras, ``clipnorm``.
    """
    expect.positive(clip_norm=clip_norm)
    return [clip_by_global_norm([g], clip_norm)[0][0] for g in grads]


def clip_by_global_norm(grads: Arrays, clip_norm: float) -> tuple[list[Array], float]:
    """Scale all arrays by one factor: their joint norm is at most clip_norm.

    This is the projection of the whole gradient onto a ball, and the only one
    of the three that keeps its direction.

    Args:
        grads: list of arrays.
        clip_norm: largest norm of all entries of all arrays together.

    Returns:
        List of arrays, and the joint norm before clipping.

    Raises:
        ValueError: if ``clip_norm`` is not positive.

    Source: Pascanu et al. (2013), Algorithm 1; Keras, ``global_clipnorm``.
    """
    expect.positive(clip_norm=clip_norm)
    norm = float(np.linalg.norm([np.linalg.norm(g) for g in grads]))
    factor = float(clip_norm / np.maximum(norm, clip_norm))
    return [g * factor for g in grads], norm
