"""The range-test explorer: the recursion against closed forms, a simulation, and what the figure shows."""

import re

import numpy as np
import pytest

from traindnn.explorers import range_test


def test_rates_grow_by_one_factor_between_their_ends():
    rates = range_test.growing_rates(1e-3, 10.0, 50)
    assert rates[[0, -1]] == pytest.approx([1e-3, 10.0])
    assert rates[1:] / rates[:-1] == pytest.approx([1e4 ** (1 / 49)] * 49)


@pytest.mark.parametrize("wrong", [{"lr_min": 0.0}, {"lr_max": 1e-5}, {"steps": 1}])
def test_rates_need_a_range(wrong):
    with pytest.raises(ValueError, match="Received"):
        range_test.growing_rates(**wrong)


@pytest.mark.parametrize(("lr", "curvature"), [(0.1, 1.0), (0.7, 2.0), (1.5, 1.0)])
def test_constant_rate_without_noise_is_a_power(lr, curvature):
    squares = range_test.expected_squares([lr] * 5, curvature, noise=0.0, start=3.0)
    assert squares == pytest.approx(3 * (1 - lr * curvature) ** (2 * np.arange(1, 6)))


@pytest.mark.parametrize(("lr", "curvature", "noise"), [(0.1, 1.0, 1.0), (0.5, 3.0, 0.2)])
def test_constant_rate_ends_on_the_noise_floor(lr, curvature, noise):
    floor = lr * noise**2 / (curvature * (2 - lr * curvature))
    assert range_test.expected_squares([lr] * 400, curvature, noise)[-1] == pytest.approx(floor)


def test_expectation_meets_a_simulation():
    rates, rng = range_test.growing_rates(1e-3, 1.5, 60), np.random.default_rng(0)
    theta, seen = np.ones(40_000), []
    for lr in rates:
        theta = theta - lr * (theta + 0.5 * rng.standard_normal(len(theta)))
        seen.append(np.mean(theta**2))
    assert seen == pytest.approx(range_test.expected_squares(rates, 1.0, 0.5), rel=0.05)


@pytest.mark.parametrize("curvature", [0.5, 4.0])
def test_loss_turns_upward_only_beyond_the_limit_if_there_is_no_noise(curvature):
    rates = range_test.growing_rates()
    squares = range_test.expected_squares(rates, curvature, noise=0.0)
    rises = np.diff(squares) > 0
    assert np.array_equal(rises, rates[1:] > 2 / curvature)


def lowest_and_left_edge(steps, curvature, noise):
    rates = range_test.growing_rates(steps=steps)
    squares = range_test.expected_squares(rates, curvature, noise)
    return rates[np.argmin(squares)], rates[squares < np.exp(-1)][0], squares.min()


def test_what_the_reader_is_asked_to_see_can_be_seen():
    lowest, left, _ = lowest_and_left_edge(200, 1.0, 0.0)
    more_steps, more_curvature = lowest_and_left_edge(400, 1.0, 0.0), lowest_and_left_edge(200, 4.0, 0.0)
    assert more_steps[:2] == pytest.approx((lowest, left / 2), rel=0.1), "the left edge alone moves"
    assert more_curvature[:2] == pytest.approx((lowest / 4, left / 4), rel=0.1), "both move"
    noisy = [lowest_and_left_edge(200, 1.0, noise) for noise in (0.0, 0.1, 0.5, 2.0)]
    assert sorted(noisy, key=lambda found: -found[0]) == noisy, "its lowest point moves to the left"
    assert sorted(noisy, key=lambda found: found[2]) == noisy, "the valley becomes shallow"


@pytest.mark.parametrize(("curvature", "noise", "steps"), [(1, 0.1, 200), (20, 2, 400), (0.2, 0, 20)])
def test_figure_solves_the_recursion(curvature, noise, steps):
    still = range_test.range_test_explorer(curvature, noise, steps).still()
    shown = re.search(r"lowest at η = ([\d.e−-]+), limit 2/h = ([\d.]+)", still)
    rates = range_test.growing_rates(steps=steps)
    lowest = rates[np.argmin(range_test.expected_squares(rates, curvature, noise))]
    assert float(shown[1].replace("−", "-")) == pytest.approx(lowest, rel=0.05)
    assert float(shown[2]) == pytest.approx(2 / curvature, rel=0.05)


def test_everything_that_can_be_moved_has_a_label():
    parameters = range_test.range_test_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert {"curvature", "noise", "steps"} <= bound.keys()
    assert all(label.strip() for label in bound.values())
