"""Split, subsets and scaling: who is in which part, and with which numbers."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn.data.catalog import CIFAR10, FASHION_MNIST, SPECS
from traindnn.data.dataset import Dataset, Source, part_indices, pixel_statistics

WHOLE = {"train": None, "validation": None, "test": None}


@pytest.mark.parametrize(("spec", "cut"), [(FASHION_MNIST, 42_000), (CIFAR10, 35_000)])
def test_the_first_seventy_percent_are_for_training(spec, cut):
    parts = part_indices(spec, WHOLE, seed=0)
    np.testing.assert_array_equal(parts["train"], np.arange(cut))
    np.testing.assert_array_equal(parts["validation"], np.arange(cut, spec.sizes["train"]))
    np.testing.assert_array_equal(parts["test"], np.arange(spec.sizes["test"]))


sizes = st.fixed_dictionaries({part: st.integers(1, 10_000) for part in WHOLE})


@given(sizes=sizes, seed=st.integers(0, 2**40), spec=st.sampled_from(list(SPECS.values())))
def test_subsets_keep_to_their_part_and_repeat_nothing(sizes, seed, spec):
    parts = part_indices(spec, sizes, seed)
    cut = spec.sizes["train"] * 7 // 10
    assert parts["train"].max() < cut <= parts["validation"].min()
    assert parts["validation"].max() < spec.sizes["train"]
    assert parts["test"].max() < spec.sizes["test"]
    for part, index in parts.items():
        assert len(index) == len(np.unique(index)) == sizes[part]


@given(small=st.integers(1, 500), more=st.integers(0, 500), seed=st.integers(0, 99))
def test_a_small_subset_begins_a_larger_one(small, more, seed):
    few, many = (part_indices(CIFAR10, dict.fromkeys(WHOLE, n), seed) for n in (small, small + more))
    for part in WHOLE:
        np.testing.assert_array_equal(few[part], many[part][:small])


def test_the_seed_decides_and_nothing_else():
    np.random.seed(1)  # noqa: NPY002  the global state must have no influence
    one = part_indices(CIFAR10, dict.fromkeys(WHOLE, 50), seed=7)
    np.random.seed(2)  # noqa: NPY002
    same, other = (part_indices(CIFAR10, dict.fromkeys(WHOLE, 50), seed=seed) for seed in (7, 8))
    for part in WHOLE:
        np.testing.assert_array_equal(one[part], same[part])
        assert not np.array_equal(one[part], other[part])


def dataset(shape, low=0, high=256, seed=0):
    rng = np.random.default_rng(seed)
    x = [rng.integers(low, high, (n, *shape), np.uint8) for n in (30, 20, 10)]
    y = [np.zeros(n, np.int64) for n in (30, 20, 10)]
    source = Source("Test", "folder", "x.npz", "0", exact=False)
    return Dataset("test", x[0], y[0], x[1], y[1], x[2], y[2], ("a", "b"), source)


SHAPES = [(28, 28), (32, 32, 3), (2, 3), (2, 3, 4)]


@pytest.mark.parametrize("shape", SHAPES)
def test_scaled_images_lie_between_zero_and_one(shape):
    images = dataset(shape)
    scaled = images.scaled()
    for part in ("x_train", "x_val", "x_test"):
        values = getattr(scaled, part)
        assert values.dtype == np.float32
        np.testing.assert_allclose(values, getattr(images, part) / 255, rtol=1e-6)
    assert scaled.y_train is images.y_train


@pytest.mark.parametrize("shape", SHAPES)
def test_standardized_training_images_have_mean_zero_and_deviation_one(shape):
    x = dataset(shape, low=40, high=90).standardized().x_train.astype(np.float64)
    axes = None if len(shape) == 2 else (0, 1, 2)
    np.testing.assert_allclose(x.mean(axis=axes), 0, atol=1e-6)
    np.testing.assert_allclose(x.std(axis=axes), 1, rtol=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_all_parts_are_standardized_by_the_training_part(shape):
    images = dataset(shape)
    axes = None if len(shape) == 2 else (0, 1, 2)
    mean, sd = images.x_train.mean(axis=axes), images.x_train.std(axis=axes)
    for part in ("x_train", "x_val", "x_test"):
        expected = (getattr(images, part) - mean) / sd
        np.testing.assert_allclose(getattr(images.standardized(), part), expected, atol=1e-5)


@given(st.lists(st.integers(0, 255), min_size=1, max_size=60))
def test_pixel_statistics_are_those_of_numpy(levels):
    x = np.array(levels, np.uint8).reshape(-1, 1, 1)
    mean, sd = pixel_statistics(x)
    np.testing.assert_allclose([mean, sd], [x.mean(), x.std()], atol=1e-9)


@pytest.mark.parametrize("method", ["scaled", "standardized"])
def test_images_are_scaled_once(method):
    with pytest.raises(ValueError, match=r"Received: dtype=float32. Scale or standardize once."):
        getattr(dataset((2, 3)).scaled(), method)()


def test_images_without_contrast_cannot_be_standardized():
    with pytest.raises(ValueError, match=r"pixels vary. Received: standard deviation=0"):
        dataset((2, 3), low=7, high=8).standardized()


def test_the_record_is_frozen():
    with pytest.raises(FrozenInstanceError):
        dataset((2, 3)).name = "other"
