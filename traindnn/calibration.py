"""Whether predicted probabilities mean what they say: reliability, calibration error, log-likelihood."""

from typing import NamedTuple

import numpy as np

from traindnn import expect
from traindnn.arrays import Array, Integers


class Reliability(NamedTuple):
    """Predictions sorted into bins by their confidence, the largest predicted
    probability."""

    confidence: Array
    """(bins,) mean confidence of the predictions in each bin; NaN where there are none."""
    accuracy: Array
    """(bins,) share of them that is right; NaN where there are none."""
    share: Array
    """(bins,) share of all predictions that is in the bin; adds up to 1."""


def reliability(p: Array, y: Integers, bins: int = 10) -> Reliability:
    """Reliability diagram: accuracy against confidence, bin by bin.

    The bins divide (0, 1] evenly. Probabilities are calibrated if of all
    predictions with confidence c the share c is right.

    Args:
        p: (m, K) predicted probabilities.
        y: (m,) int labels.
        bins: number of bins.

    Returns:
        `Reliability`: (confidence, accuracy, share).

    Raises:
        ValueError: if ``bins`` is not positive, or there is not a row of
            probabilities for each label.

    Source: Guo et al. (2017), section 2.
    """
    expect.positive(bins=bins)
    confidence, right = np.max(p, axis=1), _predictions(p, y) == y
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    n = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 in an empty bin is the NaN that we promise
        means = [np.bincount(place, values, bins) / n for values in (confidence, right)]
    return Reliability(means[0], means[1], n / len(y))


def expected_calibration_error(p: Array, y: Integers, bins: int = 10) -> float:
    """Expected calibration error: the mean over all predictions of the distance
    between the accuracy and the confidence of their bin.

    Args:
        p: (m, K) predicted probabilities.
        y: (m,) int labels.
        bins: number of bins.

    Returns:
        float from 0 (calibrated, as far as the bins can tell) to 1.

    Raises:
        ValueError: as `reliability` does.

    Source: Naeini et al. (2015); Guo et al. (2017), eq. (3).
    """
    confidence, accuracy, share = reliability(p, y, bins)
    return float(np.sum(np.abs(accuracy - confidence) * share, where=share > 0))


def negative_log_likelihood(p: Array, y: Integers) -> float:
    """Mean of -log p of the true class: the cross-entropy of the predictions.

    Args:
        p: (m, K) predicted probabilities.
        y: (m,) int labels.

    Returns:
        float in nats; probabilities below 1e-7 count as 1e-7, as in Keras.

    Raises:
        ValueError: if there is not a row of probabilities for each label.

    Source: chapter "Dropout".
    """
    _predictions(p, y)
    true = np.take_along_axis(np.asarray(p), np.asarray(y)[:, None], axis=1)
    return float(-np.mean(np.log(np.clip(true, 1e-7, 1 - 1e-7))))


def _predictions(p: Array, y: Integers) -> Integers:
    shapes = np.shape(p), np.shape(y)
    expect.that(
        len(shapes[0]) == 2 and shapes[1] == shapes[0][:1],
        "a row of probabilities for each label",
        p=shapes[0],
        y=shapes[1],
    )
    most_likely: Integers = np.argmax(p, axis=1)
    return most_likely
