import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn import calibration

from .reference import few


def predictions(m=500, k=4, seed=0, sharpness=1.0):
    """Random probabilities, and labels drawn from them: calibrated if ``sharpness`` is 1."""
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(k, 0.5), size=m)
    y = (p.cumsum(axis=1) < rng.random((m, 1))).sum(axis=1).clip(max=k - 1)
    sharpened = p**sharpness
    return sharpened / sharpened.sum(axis=1, keepdims=True), y


def by_hand(p, y, bins):
    """The calibration error, sample by sample and bin by bin."""
    total = 0.0
    for b in range(bins):
        inside = [i for i in range(len(y)) if b / bins < max(p[i]) <= (b + 1) / bins]
        if inside:
            right = sum(np.argmax(p[i]) == y[i] for i in inside) / len(inside)
            sure = sum(max(p[i]) for i in inside) / len(inside)
            total += len(inside) / len(y) * abs(right - sure)
    return total


@pytest.mark.parametrize("bins", [1, 7, 10, 15])
@pytest.mark.parametrize(("m", "k"), [(50, 2), (300, 5), (1000, 10)])
def test_calibration_error_agrees_with_a_loop(m, k, bins):
    p, y = predictions(m, k, seed=m, sharpness=2.0)
    assert calibration.expected_calibration_error(p, y, bins) == pytest.approx(by_hand(p, y, bins))


def test_labels_drawn_from_the_probabilities_are_calibrated_and_sharper_ones_are_not():
    error = [calibration.expected_calibration_error(*predictions(40_000, sharpness=s)) for s in (1, 3)]
    assert error[0] < 0.02
    assert error[1] > 0.1


@few
@given(seed=st.integers(0, 1000), bins=st.integers(1, 20))
def test_bins_hold_every_prediction_once_and_keep_the_means(seed, bins):
    p, y = predictions(60, seed=seed)
    confidence, accuracy, share = calibration.reliability(p, y, bins)
    assert share.sum() == pytest.approx(1)
    assert np.nansum(share * confidence) == pytest.approx(p.max(axis=1).mean())
    assert np.nansum(share * accuracy) == pytest.approx(np.mean(p.argmax(axis=1) == y))
    full = share > 0
    assert np.array_equal(np.isnan(accuracy), ~full)
    edges = np.arange(bins + 1) / bins
    assert np.all((confidence[full] > edges[:-1][full] - 1e-9) & (confidence[full] < edges[1:][full] + 1e-9))


@few
@given(seed=st.integers(0, 1000))
def test_one_bin_compares_the_means_and_more_bins_find_no_less(seed):
    p, y = predictions(80, seed=seed)
    coarse = calibration.expected_calibration_error(p, y, 1)
    assert coarse == pytest.approx(abs(p.max(axis=1).mean() - np.mean(p.argmax(axis=1) == y)))
    few_bins, many_bins = (calibration.expected_calibration_error(p, y, bins) for bins in (4, 12))
    assert many_bins >= few_bins - 1e-12  # the sums are rounded


def test_certain_and_right_or_certain_and_wrong():
    y = np.array([0, 1, 2, 2])
    sure = np.eye(3)[y]
    assert calibration.expected_calibration_error(sure, y) == 0
    assert calibration.expected_calibration_error(np.roll(sure, 1, axis=1), y) == 1
    assert calibration.negative_log_likelihood(sure, y) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("m", "k"), [(5, 2), (100, 10), (1, 3)])
def test_log_likelihood_agrees_with_keras(m, k):
    p, y = predictions(m, k)
    p[0] = np.eye(k)[(y[0] + 1) % k]  # certain, and wrong
    theirs = keras.losses.sparse_categorical_crossentropy(y, p.astype("float32"))
    expected = np.mean(keras.ops.convert_to_numpy(theirs))
    assert calibration.negative_log_likelihood(p, y) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("f", [calibration.expected_calibration_error, calibration.negative_log_likelihood])
def test_a_row_for_each_label(f):
    with pytest.raises(ValueError, match=r"a row of probabilities for each label. Received: p=\(3, 2\), y="):
        f(np.full((3, 2), 0.5), np.zeros(4, int))


def test_bins_are_positive():
    with pytest.raises(ValueError, match=r"Expected `bins` > 0. Received: bins=0"):
        calibration.reliability(*predictions(), bins=0)
