"""Wrong labels: as many as asked for, never right by accident, in the chosen parts only."""

import numpy as np
import pytest

from traindnn.data.dataset import Dataset, Source
from traindnn.data.labels import mislabelled


def labelled(n=20_000, classes=4):
    images, labels = np.zeros((n, 1, 1), np.uint8), np.arange(n) % classes
    source = Source("Test", "folder", "x.npz", "0", exact=False)
    names = tuple("abcd"[:classes])
    return Dataset("test", images, labels, images, labels, images, labels, names, source)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_share_of_wrong_labels_and_their_classes(share):
    clean = labelled()
    y = mislabelled(clean, share).y_train
    wrong = y != clean.y_train
    assert wrong.mean() == pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / len(y)))
    if share:
        shifts = np.bincount((y - clean.y_train)[wrong] % 4, minlength=4) / wrong.sum()
        assert shifts == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3], abs=0.03)


def test_parts_that_are_not_named_stay_and_the_others_differ_from_each_other():
    clean = labelled()
    noisy = mislabelled(clean, 0.5)
    assert noisy.y_test is clean.y_test
    assert noisy.x_train is clean.x_train
    assert not np.array_equal(noisy.y_train, noisy.y_val)
    assert np.array_equal(mislabelled(clean, 0.5, parts=("val",)).y_val, noisy.y_val)


def test_the_seed_decides_and_the_set_stays_as_it_is():
    clean = labelled(200)
    before = clean.y_train.copy()
    one, same, other = (mislabelled(clean, 0.5, seed).y_train for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert np.array_equal(clean.y_train, before)
    assert one.dtype == clean.y_train.dtype


@pytest.mark.parametrize(
    ("wrong", "message"), [({"share": 1.5}, "share=1.5"), ({"parts": ("tset",)}, "tset")]
)
def test_says_what_was_expected(wrong, message):
    with pytest.raises(ValueError, match=rf"Expected .* Received: .*{message}"):
        mislabelled(labelled(20), **{"share": 0.1, **wrong})
