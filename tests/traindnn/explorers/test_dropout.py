"""The explorer of dropout draws masks by the package's rule, as Vega evaluates it."""

import re

import numpy as np
import pytest
import vl_convert

from traindnn import regularization
from traindnn.explorers import dropout as explorer

DIVIDED, LEFT = explorer.WAYS
START = {"rate": 0.5, "draw": 1, "way": DIVIDED, "shared": False}
MOVED = [
    {},
    {"rate": 0.2},
    {"rate": 0},
    {"rate": 0.9, "draw": 7},
    {"way": LEFT},
    {"rate": 0.25, "way": LEFT, "draw": 30},
    {"shared": True},
    {"shared": True, "draw": 4, "rate": 0.3},
]


class Uniform:
    """A generator whose numbers are the explorer's own."""

    def __init__(self, draw, shared):
        numbers = np.reshape(explorer.UNIFORM, (explorer.SAMPLES, explorer.UNITS))
        self.numbers = ((numbers[:1] if shared else numbers) + explorer.TURN * draw) % 1

    def random(self, shape):
        return np.broadcast_to(self.numbers, shape)


def drawn(**values):
    """SVG of the explorer with everything that can be moved at some values."""
    spec = explorer.dropout_explorer().spec(660)
    for parameter in spec["params"]:
        parameter["value"] = values.get(parameter["name"], parameter.get("value"))
    return vl_convert.vegalite_to_svg(spec)


@pytest.mark.parametrize("values", MOVED)
def test_figure_has_the_zeros_mean_and_variance_of_the_package(values):
    s = START | values
    forward = regularization.dropout_forward
    if s["way"] == LEFT:
        forward = regularization.dropout_scale_at_test
    ones = np.ones((explorer.SAMPLES, explorer.UNITS))
    out, _ = forward(ones, s["rate"], True, Uniform(s["draw"], s["shared"]))
    svg = drawn(**s)
    shown = re.search(r">dropped ([\d.]+), mean ([\d.]+), variance ([\d.]+)<", svg)
    expected = np.mean(out == 0), out.mean(), out.var()
    assert [float(number) for number in shown.groups()] == pytest.approx(expected, abs=6e-4)


def test_numbers_are_uniform():
    ranks = np.sort(explorer.UNIFORM)
    steps = (np.arange(len(ranks)) + 0.5) / len(ranks)
    assert np.abs(ranks - steps).max() < 1.63 / np.sqrt(len(ranks))  # Kolmogorov and Smirnov, 1 %


def test_samples_have_masks_of_their_own_unless_they_share_one():
    numbers = np.reshape(explorer.UNIFORM, (explorer.SAMPLES, explorer.UNITS))
    assert len(np.unique(numbers < 0.5, axis=0)) > 2**explorer.UNITS / 2
    assert len(np.unique(Uniform(1, True).numbers < 0.5, axis=0)) == 1


def test_everything_that_can_be_moved_has_a_label():
    parameters = explorer.dropout_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert bound.keys() == START.keys()
    assert all(label.strip() for label in bound.values())


def means(rate, shared=False, way=regularization.dropout_forward):
    """The mean output over all samples, for twenty draws."""
    ones = np.ones((explorer.SAMPLES, explorer.UNITS))
    return np.array([way(ones, rate, True, Uniform(draw, shared))[0].mean() for draw in range(1, 21)])


def test_what_the_chapter_asks_for_can_be_seen():
    spread = [means(rate).std() for rate in (0.2, 0.5, 0.9)]
    assert sorted(spread) == spread, "the larger p, the more slowly the mean settles"
    assert len(set(means(0.5))) > 10, "the button draws other masks"
    left = means(0.5, way=regularization.dropout_scale_at_test)
    assert abs(left.mean() - 0.5) < 0.05, "left as they are, the survivors add up to too little"
    assert means(0.5, shared=True).std() > 3 * spread[1], "one mask for all does not settle"
