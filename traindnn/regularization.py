"""Remedies for overfitting: dropout, Monte Carlo averaging, early stopping, weight penalties, max-norm."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from traindnn import expect
from traindnn.arrays import Array
from traindnn.schedules import Mode, improves


def dropout_forward(x: Array, rate: float, training: bool, rng: Generator) -> tuple[Array, Array]:
    """Inverted dropout: drop with probability p, divide the rest by 1 - p.

    The expected output is x, so nothing is left to do at test time. Each sample
    has its own mask.

    Args:
        x: float array, (m, d) or any other shape.
        rate: dropout rate p, the probability to drop.
        training: whether to drop at all.
        rng: `numpy.random.Generator`.

    Returns:
        The output and the mask, both in the shape and dtype of ``x``; the mask
        holds 0 and 1 / (1 - p) in training and 1 otherwise, and output = x ·
        mask.

    Raises:
        ValueError: if ``rate`` is not in [0, 1].

    Source: lecture, section "Dropout", second way; Keras, ``Dropout``.
    """
    expect.fraction(rate=rate)
    mask = np.ones_like(x)
    if training:
        kept = rng.random(x.shape) >= rate
        mask = kept * mask / float(1 - rate) if rate < 1 else 0 * mask
    return x * mask, mask


def dropout_scale_at_test(x: Array, rate: float, training: bool, rng: Generator) -> tuple[Array, Array]:
    """Dropout as first published: drop in training, multiply by 1 - p at test.

    The same expectations as `dropout_forward`, 1 - p times as large in training
    and at test.

    Args:
        x: float array, (m, d) or any other shape.
        rate: dropout rate p, the probability to drop.
        training: whether to drop or to scale.
        rng: `numpy.random.Generator`.

    Returns:
        The output and the mask, both in the shape and dtype of ``x``; the mask
        holds 0 and 1 in training and 1 - p otherwise, and output = x · mask.

    Raises:
        ValueError: if ``rate`` is not in [0, 1].

    Source: Srivastava et al. (2014), section 4; lecture, section "Dropout",
    first way.
    """
    expect.fraction(rate=rate)
    ones = np.ones_like(x)
    mask = ones * (rng.random(x.shape) >= rate) if training else ones * float(1 - rate)
    return x * mask, mask


def dropout_backward(dout: Array, mask: Array) -> Array:
    """Backward pass of either dropout: dx = dout · mask, with the mask that the
    forward pass drew."""
    return dout * mask


def mc_average(samples: Array) -> tuple[Array, Array]:
    """Monte Carlo average of the predictions of a network that still drops units.

    Args:
        samples: (T, m, K) probabilities from T stochastic forward passes.

    Returns:
        Mean (m, K), whose rows sum to 1, and standard deviation (m, K) over the
        T passes.

    Source: Gal and Ghahramani (2016); lecture, "Dropout: further reading".
    """
    return np.mean(samples, axis=0), np.std(samples, axis=0)


def predictive_entropy(p: Array) -> Array:
    """Entropy of predicted probabilities, -Σ p log p: how unsure they are.

    Args:
        p: (…, K) probabilities.

    Returns:
        (…) array in nats, from 0 (certain) to log K (uniform).

    Source: Gal and Ghahramani (2016).
    """
    entropy: Array = 0 - np.sum(p * np.log(np.where(p > 0, p, 1)), axis=-1)  # 0 - x has no negative zero
    return entropy


def mutual_information(samples: Array) -> Array:
    """How much the passes of a network that still drops units disagree.

    The entropy of their mean, less the mean of their entropies: 0 if all passes are alike, however unsure
    each of them is.

    Args:
        samples: (T, …, K) probabilities from T stochastic forward passes.

    Returns:
        (…) array in nats, from 0 to the entropy of the mean.

    Source: Houlsby et al. (2011), eq. (2); chapter "Dropout".
    """
    doubt = predictive_entropy(np.mean(samples, axis=0)) - np.mean(predictive_entropy(samples), axis=0)
    disagreement: Array = np.maximum(doubt, 0)  # rounding may leave a little less
    return disagreement


class EarlyStop(NamedTuple):
    """When training stops, and which epoch was the best. Epochs count from
    0."""

    stop_epoch: int | None
    """Last epoch that is trained; None if training is never stopped."""
    best_epoch: int | None
    """Epoch whose weights are restored; None if all epochs were ignored."""


def early_stopping(
    history: Sequence[float] | Array,
    patience: int = 0,
    min_delta: float = 0.0,
    mode: Mode = "min",
    start_from_epoch: int = 0,
) -> EarlyStop:
    """Early stopping: stop after ``patience`` epochs in a row without improvement.

    Args:
        history: (n,) the validation metric at the end of each epoch.
        patience: epochs without improvement before the stop; 0 acts like 1.
        min_delta: smallest change that counts, in the units of the metric.
        mode: "min" if small metrics are good (a loss), "max" if large ones are
            (an accuracy).
        start_from_epoch: epochs at the start that are ignored.

    Returns:
        `EarlyStop`: (stop_epoch, best_epoch).

    Raises:
        ValueError: if a count or ``min_delta`` is negative, or ``mode`` is
            unknown.

    Source: lecture, section "Early stopping"; Keras, ``EarlyStopping``.
    """
    expect.non_negative(patience=patience, start_from_epoch=start_from_epoch)
    best, best_epoch, wait = None, None, 0
    for epoch, value in enumerate(history[start_from_epoch:], start_from_epoch):
        if improves(value, best, min_delta, mode):
            best, best_epoch, wait = value, epoch, 0
        else:
            wait += 1
            if wait >= patience:
                return EarlyStop(epoch, best_epoch)
    return EarlyStop(None, best_epoch)


def l1_penalty(w: Array, strength: float) -> float:
    """L1 penalty: strength · Σ |w|, over all entries of ``w``; it drives
    weights to exactly 0."""
    expect.non_negative(strength=strength)
    return float(strength * np.sum(np.abs(w)))


def l1_grad(w: Array, strength: float) -> Array:
    """Derivative of `l1_penalty` with respect to ``w``: strength · sign(w), in
    the shape of ``w``; 0 at 0."""
    expect.non_negative(strength=strength)
    return strength * np.sign(w)


def l2_penalty(w: Array, strength: float) -> float:
    """L2 penalty: strength · Σ w², over all entries of ``w``; it shrinks
    weights in proportion."""
    expect.non_negative(strength=strength)
    return float(strength * np.sum(w**2))


def l2_grad(w: Array, strength: float) -> Array:
    """Derivative of `l2_penalty` with respect to ``w``: 2 · strength · w, in
    the shape of ``w``."""
    expect.non_negative(strength=strength)
    return 2 * strength * w


def max_norm(w: Array, limit: float) -> Array:
    """Max-norm constraint: project the incoming weights of each unit onto a ball.

    Args:
        w: (inputs, units) weights; a column is a unit's incoming weights.
        limit: largest Euclidean norm of a column.

    Returns:
        (inputs, units) array; columns that are short enough are unchanged.

    Raises:
        ValueError: if ``limit`` is not positive.

    Source: Srivastava et al. (2014), section 5.1; Keras, ``MaxNorm``.
    """
    expect.positive(limit=limit)
    norms: Array = np.linalg.norm(w, axis=0, keepdims=True)
    return w * (limit / np.maximum(norms, limit))
