"""Batch normalization: training, backward pass, moving statistics, inference, folding.

``x`` is a mini-batch (m, d); every statistic is taken per feature, over the m samples. Statistics and
parameters have the shape (d,). Feature maps (m, height, width, d) are handled as ``x.reshape(-1, d)``.
ε is 1e-3 as in Keras; the lecture has 1e-5.
"""

from typing import NamedTuple

import numpy as np

from traindnn import expect
from traindnn.arrays import Array


class BatchNormCache(NamedTuple):
    """What the forward pass leaves for the backward pass and for the moving
    statistics."""

    x: Array
    """(m, d) mini-batch."""
    mean: Array
    """(d,) μ of the mini-batch."""
    var: Array
    """(d,) σ² of the mini-batch, with 1/m."""
    y: Array
    """(m, d) standardized mini-batch."""
    gamma: Array
    """(d,) scale."""
    eps: float
    """Smoothing term."""


def batch_norm_train(x: Array, gamma: Array, beta: Array, eps: float = 1e-3) -> tuple[Array, BatchNormCache]:
    """Batch normalization in training: standardize the batch, scale, shift.

    Args:
        x: (m, d) mini-batch.
        gamma: (d,) scale γ.
        beta: (d,) shift β.
        eps: smoothing term ε.

    Returns:
        (m, d) output z, and the `BatchNormCache`.

    Raises:
        ValueError: if ``eps`` is not positive.

    Source: Ioffe and Szegedy (2015), Algorithm 1; lecture, eqs. (15)–(18),
    where (16) is the variance.
    """
    expect.positive(eps=eps)
    mean = np.mean(x, axis=0)
    var = np.mean((x - mean) ** 2, axis=0)
    y = (x - mean) / np.sqrt(var + eps)
    z = gamma * y + beta
    return z, BatchNormCache(x, mean, var, y, gamma, eps)


def batch_norm_backward_steps(dz: Array, cache: BatchNormCache) -> tuple[Array, Array, Array]:
    """Backward pass, step by step: eqs. (18) to (15) in reverse.

    Mean and variance depend on x too, so dx is a sum over three paths.

    Args:
        dz: (m, d) gradient of the loss with respect to z.
        cache: `BatchNormCache` of the forward pass.

    Returns:
        dx (m, d), dgamma (d,), dbeta (d,).

    Source: Ioffe and Szegedy (2015), section 3.
    """
    x, mean, var, y, gamma, eps = cache
    m = len(x)
    # (18) z = gamma y + beta
    dgamma = np.sum(dz * y, axis=0)
    dbeta = np.sum(dz, axis=0)
    dy = dz * gamma
    # (17) y = centred / sd
    centred, sd = x - mean, np.sqrt(var + eps)
    dcentred = dy / sd
    dsd = -np.sum(dy * centred, axis=0) / sd**2
    # (16) var = sum of centred² / m, where sd = sqrt(var + eps)
    dvar = dsd / (2 * sd)
    dcentred = dcentred + dvar * 2 * centred / m
    # (15) mean = sum of x / m, where centred = x - mean
    dmean = -np.sum(dcentred, axis=0)
    return dcentred + dmean / m, dgamma, dbeta


def batch_norm_backward(dz: Array, cache: BatchNormCache) -> tuple[Array, Array, Array]:
    """Backward pass of batch normalization, in closed form.

    dx = γ / √(σ² + ε) · (dz - mean(dz) - y · mean(dz · y)): the part of dz that
    would only move the batch's mean, or only its spread, is taken out, because
    the forward pass undoes it.

    Args:
        dz: (m, d) gradient of the loss with respect to z.
        cache: `BatchNormCache` of the forward pass.

    Returns:
        dx (m, d), dgamma (d,), dbeta (d,).

    Source: chapter "Batch normalization"; it equals
    `batch_norm_backward_steps`.
    """
    inner = dz - np.mean(dz, axis=0) - cache.y * np.mean(dz * cache.y, axis=0)
    dx = cache.gamma / np.sqrt(cache.var + cache.eps) * inner
    return dx, np.sum(dz * cache.y, axis=0), np.sum(dz, axis=0)


def update_moving(moving: Array | None, new: Array, alpha: float) -> Array:
    """Exponential moving average: α · new + (1 - α) · moving.

    α weights the *new* value. Keras's ``momentum`` weights the old one:
    momentum = 1 - α. Keras starts at mean 0 and variance 1; the lecture starts
    at the first batch's value.

    Args:
        moving: (d,) average so far, or None to start at ``new`` as the lecture
            does.
        new: (d,) the mini-batch's mean, or its variance.
        alpha: weight of the new value, in [0, 1].

    Returns:
        (d,) new average.

    Raises:
        ValueError: if ``alpha`` is not in [0, 1].

    Source: lecture, eqs. (19) and (20); the variance is averaged, as in Keras,
    not its root.
    """
    expect.fraction(alpha=alpha)
    return new if moving is None else alpha * new + (1 - alpha) * moving


def batch_norm_infer(
    x: Array, gamma: Array, beta: Array, moving_mean: Array, moving_var: Array, eps: float = 1e-3
) -> Array:
    """Batch normalization at inference, with the moving statistics.

    Each row is handled on its own, so a batch may have any size.

    Args:
        x: (m, d) inputs.
        gamma: (d,) scale γ.
        beta: (d,) shift β.
        moving_mean: (d,) moving average of the mean.
        moving_var: (d,) moving average of the variance.
        eps: smoothing term ε.

    Returns:
        (m, d) output.

    Raises:
        ValueError: if ``eps`` is not positive.

    Source: Ioffe and Szegedy (2015), Algorithm 2; lecture, eqs. (17) and (18)
    with (19) and (20).
    """
    scale, shift = as_affine(gamma, beta, moving_mean, moving_var, eps)
    return scale * x + shift


def as_affine(
    gamma: Array, beta: Array, moving_mean: Array, moving_var: Array, eps: float = 1e-3
) -> tuple[Array, Array]:
    """Batch normalization at inference as scale · x + shift.

    Args:
        gamma: (d,) scale γ.
        beta: (d,) shift β.
        moving_mean: (d,) moving average of the mean.
        moving_var: (d,) moving average of the variance.
        eps: smoothing term ε.

    Returns:
        scale (d,) = γ / √(σ² + ε), and shift (d,) = β - scale · μ.

    Raises:
        ValueError: if ``eps`` is not positive.
    """
    expect.positive(eps=eps)
    scale = gamma / np.sqrt(moving_var + eps)
    return scale, beta - scale * moving_mean


def fold_into_next(
    w: Array, b: Array, gamma: Array, beta: Array, moving_mean: Array, moving_var: Array, eps: float = 1e-3
) -> tuple[Array, Array]:
    """Fold a batch normalization into the dense layer that follows it.

    (scale · x + shift) W + b = x (diag(scale) W) + (b + shift W).

    Args:
        w: (d, units) weights of the dense layer.
        b: (units,) its biases.
        gamma: (d,) scale γ; this and what follows as for `batch_norm_infer`.
        beta: (d,) shift β.
        moving_mean: (d,) moving average of the mean.
        moving_var: (d,) moving average of the variance.
        eps: smoothing term ε.

    Returns:
        New weights (d, units) and biases (units,).

    Source: chapter "Batch normalization".
    """
    scale, shift = as_affine(gamma, beta, moving_mean, moving_var, eps)
    return scale[:, None] * w, b + shift @ w


def fold_into_previous(
    w: Array, b: Array, gamma: Array, beta: Array, moving_mean: Array, moving_var: Array, eps: float = 1e-3
) -> tuple[Array, Array]:
    """Fold a batch normalization into the dense layer just before it.

    scale · (x W + b) + shift = x (W diag(scale)) + (scale · b + shift).

    Args:
        w: (inputs, d) weights of the dense layer.
        b: (d,) its biases.
        gamma: (d,) scale γ; this and what follows as for `batch_norm_infer`.
        beta: (d,) shift β.
        moving_mean: (d,) moving average of the mean.
        moving_var: (d,) moving average of the variance.
        eps: smoothing term ε.

    Returns:
        New weights (inputs, d) and biases (d,).

    Source: chapter "Batch normalization".
    """
    scale, shift = as_affine(gamma, beta, moving_mean, moving_var, eps)
    return w * scale, scale * b + shift
