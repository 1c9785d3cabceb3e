"""Some of the classes, and a few of the images: labels, balance, nesting."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn import data
from traindnn.data.dataset import Dataset, Source

NAMES = ("cat", "dog", "frog", "ship")


def labelled(n=120, seed=0):
    """Images whose only pixel is their label, so that the two cannot part unnoticed."""
    rng = np.random.default_rng(seed)
    parts = []
    for size in (n, n // 2, n // 3):
        y = rng.integers(len(NAMES), size=size)
        parts += [np.broadcast_to(y[:, None, None], (size, 1, 2)).astype(np.uint8), y]
    return Dataset("test", *parts, NAMES, Source("Test", "folder", "x.npz", "0", exact=False))


def pairs(dataset):
    return [(getattr(dataset, f"x_{p}"), getattr(dataset, f"y_{p}")) for p in ("train", "val", "test")]


@given(st.permutations(NAMES).flatmap(lambda names: st.integers(2, 4).map(lambda k: names[:k])))
def test_chosen_classes_are_numbered_as_named_and_complete(names):
    whole = labelled()
    chosen = data.only(whole, *names)
    assert chosen.class_names == tuple(names)
    for (x, y), (_, y_whole) in zip(pairs(chosen), pairs(whole), strict=True):
        assert np.array_equal(np.array(NAMES)[x[:, 0, 0]], np.array(names)[y])
        assert len(y) == sum(np.sum(y_whole == NAMES.index(name)) for name in names)


@pytest.mark.parametrize("names", [(), ("cat",), ("cat", "cat")])
def test_one_class_is_no_task(names):
    with pytest.raises(ValueError, match="two or more different classes"):
        data.only(labelled(), *names)


def test_unknown_class_is_named():
    with pytest.raises(ValueError, match=r"'frog', 'ship'.*Received: class_names=.'cow'."):
        data.only(labelled(), "cat", "cow")


@given(n=st.integers(4, 60), seed=st.integers(0, 2**40))
def test_few_images_are_balanced_different_and_keep_their_labels(n, seed):
    whole = labelled()
    chosen = data.few(whole, n, seed)
    counts = np.bincount(chosen.y_train, minlength=4)
    assert counts.sum() == n
    assert counts.max() - counts.min() <= 1
    assert np.array_equal(chosen.x_train[:, 0, 0], chosen.y_train)
    assert chosen.x_val is whole.x_val


def test_few_repeats_no_image_and_a_smaller_choice_is_part_of_a_larger_one():
    whole = labelled()
    numbered = Dataset(**{**vars(whole), "x_train": np.arange(120, dtype=np.uint8).reshape(-1, 1, 1)})
    small, large = (set(data.few(numbered, n, 5).x_train.ravel()) for n in (20, 60))
    assert (len(small), len(large)) == (20, 60)
    assert small < large
    assert small != set(data.few(numbered, 20, 6).x_train.ravel())


@pytest.mark.parametrize("n", [3, 119])
def test_too_few_and_too_many_are_refused(n):
    with pytest.raises(ValueError, match=f"Received: n={n}"):
        data.few(labelled(), n, 0)


def test_images_can_be_standardized_by_another_sets_numbers():
    whole = labelled()
    model_s, ours = data.only(whole, "cat", "dog"), data.only(whole, "frog", "ship")
    mean, sd = model_s.x_train.mean(), model_s.x_train.std()
    same = ours.standardized(like=model_s)
    np.testing.assert_allclose(same.x_train, (ours.x_train - mean) / sd, rtol=1e-5)
    np.testing.assert_allclose(same.x_val, (ours.x_val - mean) / sd, rtol=1e-5)
    with pytest.raises(ValueError, match="uint8"):
        ours.standardized(like=model_s.scaled())
