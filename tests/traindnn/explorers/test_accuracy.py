"""The accuracy explorer: its formulas against counted right answers."""

import math
import re
from statistics import NormalDist
from types import SimpleNamespace

import numpy as np
import pytest

from traindnn.explorers import accuracy

SETTING = {"a": 0.87, "gap": 1.0, "n": 500, "spread": 0.6, "seeds": 3, "shared": 0.6}
WORDS = {"sqrt": math.sqrt, "pow": math.pow, "cumulativeNormal": NormalDist().cdf}


def measured(rng, true, repeats=10_000):
    """Measured accuracies in per cent, averaged over seeds that are judged on the same images.

    An image is recognized by a share of all seeds that differs from image to image; its variance is the part
    of the images' variance that all seeds have in common.
    """
    concentration = 1 / SETTING["shared"] - 1
    a, b = true * concentration, (1 - true) * concentration
    seeds = SETTING["spread"] * rng.standard_normal((repeats, SETTING["seeds"])).mean(axis=1)
    right = [rng.binomial(SETTING["seeds"], rng.beta(a, b, SETTING["n"])).mean() for _ in range(repeats)]
    return 100 * np.array(right) / SETTING["seeds"] + seeds


def test_deviations_and_the_chance_of_the_wrong_order_are_those_of_a_simulation():
    rng = np.random.default_rng(0)
    better = measured(rng, SETTING["a"])
    worse = measured(rng, SETTING["a"] - SETTING["gap"] / 100)
    sd0, sd1 = (eval(formula, WORDS | SETTING) for formula in accuracy.DEVIATIONS.values())
    assert (sd0, sd1) == pytest.approx((better.std(), worse.std()), rel=0.02)
    wrong = eval(accuracy.WRONG, WORDS | SETTING | {"datum": SimpleNamespace(sd0=sd0, sd1=sd1)})
    assert wrong == pytest.approx(np.mean(worse > better), abs=0.01)


def test_picture_without_a_script_says_the_chance():
    assert re.search(r"the worse looks better in \d+% of cases", accuracy.accuracy_explorer().still())


def test_everything_that_can_be_moved_has_a_label():
    parameters = accuracy.accuracy_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert SETTING.keys() <= bound.keys()
    assert all(label.strip() for label in bound.values())
