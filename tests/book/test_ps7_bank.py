"""Problem set 7: the pictures that it draws, the budget that its solution keeps, the steps of its marks."""

import re

import numpy as np
import pytest
from test_banks import cells, reference

PS7 = "ps7-case-study"


@pytest.fixture(scope="module")
def drawn():
    names = {}
    exec(cells(PS7)["setup-images"].source, names)
    return names


def steps():
    """The accuracies that earn marks, as the visible checks have them."""
    found = [re.search(r"new_accuracy\(.*\) > ([\d.]+)", cell.source) for cell in cells(PS7).values()]
    return [float(match[1]) for match in found if match]


def features(images):
    return np.hstack([images.reshape(len(images), -1) / 255, np.ones((len(images), 1))])


def test_the_same_seed_draws_the_same_pictures_and_another_seed_others(drawn):
    first, again, other = (drawn["draw_images"](200, seed) for seed in (3, 3, 4))
    assert np.array_equal(first[0], again[0])
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])
    assert first[0].shape == (200, 12, 12)
    assert first[0].dtype == np.uint8


def test_classes_are_sorted_and_equally_frequent_and_the_part_of_wrong_labels_is_as_asked_for(drawn):
    _, labels = drawn["draw_images"](5000, 1)
    assert np.array_equal(labels, np.repeat(np.arange(10), 500))
    _, noisy = drawn["draw_images"](5000, 1, wrong=0.15)
    expected, spread = 0.15 * 0.9, np.sqrt(0.135 * 0.865 / 5000)
    assert abs(np.mean(noisy != labels) - expected) < 4 * spread


@pytest.mark.parametrize("seed", range(5))
def test_no_linear_classifier_by_least_squares_reaches_the_first_step(drawn, seed):
    images, labels = drawn["draw_images"](3000, seed)
    x, new = features(images), drawn["draw_images"](2000, seed + 100)
    weights = np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ np.eye(10)[labels])
    assert np.mean(np.argmax(features(new[0]) @ weights, axis=1) == new[1]) < steps()[0] - 0.03


def test_the_steps_rise_from_chance_and_stand_in_the_text():
    assert steps() == sorted(steps())
    assert steps()[0] > 0.2
    text = " ".join(cell.source for cell in cells(PS7).values())
    assert all(f"above {step:.2f}" in text for step in steps())


def test_the_solution_keeps_to_the_parameters():
    assert 0 < reference(PS7)["build_model"](1).count_params() <= 20_000


@pytest.mark.minutes
@pytest.mark.slow
def test_the_solution_keeps_to_the_budget_and_is_clearly_above_the_last_step_for_every_seed(drawn):
    names = reference(PS7) | drawn
    for given in ("setup-keras", "setup-build-model", "setup-train-model"):
        exec(cells(PS7)[given].source.partition("RUN =")[0], names)
    found = []
    for seed in range(5):
        images, labels = drawn["draw_images"](3000, 50 + seed, wrong=0.15)
        assert names["training"]("network", images, labels, seed)["shown"] <= 60_000
        new = drawn["draw_images"](2000, 500 + seed)
        found.append(np.mean(names["predict"](names["NETWORKS"]["network"], new[0]) == new[1]))
    assert np.mean(found) - 3 * np.std(found, ddof=1) > steps()[-1]
