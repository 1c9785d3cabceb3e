"""The explorer of clipping draws the projections of the package."""

import math

import numpy as np
import pytest

from traindnn import clipping
from traindnn.explorers.clipping import ENDS, clipping_explorer

GRADIENTS = [(0.9, 3.0), (-4.0, 0.2), (0.3, -0.4), (0.0, 0.0), (-2.0, -2.0)]


def evaluate(formula, g, v, c):
    """Evaluate a Vega expression that is valid Python too."""

    def clamp(x, low, high):
        return min(max(x, low), high)

    words = {"clamp": clamp, "max": max, "sqrt": math.sqrt}
    return eval(formula, {**words, "g1": g[0], "g2": g[1], "v": v, "c": c})


@pytest.mark.parametrize("g", GRADIENTS)
@pytest.mark.parametrize(("v", "c"), [(1, 1.5), (0.1, 3), (3, 0.1)])
def test_arrows_end_where_the_package_clips(g, v, c):
    ends = {label: [evaluate(formula, g, v, c) for formula in pair] for label, pair in ENDS.items()}
    assert ends["gradient"] == list(g)
    assert ends["by value"] == pytest.approx(clipping.clip_by_value([np.array(g)], v)[0])
    assert ends["by norm"] == pytest.approx(clipping.clip_by_norm([np.array(g)], c)[0])


def test_picture_shows_the_numbers_of_its_start():
    still = clipping_explorer().still()
    for text in ("gradient: [0.90, 3.00], norm 3.13", "by value: [0.90, 1.00], norm 1.35", "norm 1.50"):
        assert text in still


def test_sliders_reach_a_gradient_that_the_box_turns_by_almost_45_degrees():
    bound = {p["name"]: p["bind"] for p in clipping_explorer().spec()["params"] if "bind" in p}

    def positions(name):
        low, high, step = (float(bound[name][key]) for key in ("min", "max", "step"))
        return np.arange(low, high + step / 2, step)

    most = 0.0
    for v in positions("v"):
        g = np.array(np.meshgrid(positions("g1"), positions("g2"))).reshape(2, -1)
        h = np.clip(g, -v, v)
        turned = np.abs(np.arctan2(*h) - np.arctan2(*g))
        most = max(most, np.degrees(turned[turned < np.pi].max()))
    assert 43 < most < 45


def test_every_slider_has_a_label():
    parameters = clipping_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert bound.keys() == {"g1", "g2", "v", "c"}
    assert all(label.strip() for label in bound.values())
