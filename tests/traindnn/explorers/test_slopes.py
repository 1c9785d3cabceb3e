"""The activation explorer draws the functions of the package."""

import math
import re
from statistics import NormalDist
from types import SimpleNamespace

import numpy as np
import pytest

from traindnn import activations
from traindnn.explorers import slopes

NAMES = {"ReLU": "relu", "leaky ReLU": "leaky_relu", "ELU": "elu", "SELU": "selu", "GELU": "gelu"}
NAMES |= {"sigmoid": "sigmoid", "tanh": "tanh", "Swish": "swish", "Mish": "mish"}
WITH_ALPHA = {"leaky ReLU", "ELU"}


def mish(x):
    return x * np.tanh(np.logaddexp(0, x))


def mish_grad(x):
    return (mish(x + 1e-6) - mish(x - 1e-6)) / 2e-6


ACTIVATIONS = activations.ACTIVATIONS | {"mish": (mish, mish_grad)}


def evaluate(formula, x, alpha):
    """Evaluate a Vega expression, which is Python but for the name of ``if``."""
    words = {
        "choose": lambda condition, yes, no: yes if condition else no,
        "cumulativeNormal": NormalDist().cdf,
        "densityNormal": NormalDist().pdf,
        "max": max,
        "exp": math.exp,
        "pow": math.pow,
    }
    return eval(formula.replace("if(", "choose("), {**words, "datum": SimpleNamespace(x=x), "alpha": alpha})


@pytest.mark.parametrize("label", slopes.FORMULAS)
@pytest.mark.parametrize("x", [-4.0, -0.5, 0.01, 3.0])
@pytest.mark.parametrize("alpha", [0.2, 1.3])
def test_explorer_evaluates_the_activations_of_the_package(label, x, alpha):
    f, grad = ACTIVATIONS[NAMES[label]]
    options = {"alpha": alpha} if label in WITH_ALPHA else {}
    shown = [evaluate(formula, x, alpha) for formula in slopes.FORMULAS[label]]
    assert shown == pytest.approx([float(f(np.float64(x), **options)), float(grad(np.float64(x), **options))])


@pytest.mark.parametrize(("chosen", "f2", "slope2"), [("ReLU", 0.5, 0.5), ("SELU", 1.0, 1.072)])
def test_means_of_a_standard_normal_net_input(chosen, f2, slope2):
    still = slopes.slope_explorer(chosen).still()
    shown = [re.search(rf">mean {name} = ([\d.]+)<", still)[1] for name in ("f²", "f′²")]
    assert [float(v) for v in shown] == pytest.approx([f2, slope2], abs=2e-3)


def test_the_mean_square_slope_depends_on_the_spread_but_for_relu_and_leaky_relu():
    z = np.linspace(-8, 8, 4000)
    density = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()

    def mean_squares(label):
        grad = ACTIVATIONS[NAMES[label]][1]
        options = {"alpha": 0.2} if label in WITH_ALPHA else {}
        return [density @ grad(sigma * z, **options) ** 2 for sigma in (0.1, 1, 5)]

    same = {label for label in slopes.FORMULAS if np.ptp(mean_squares(label)) < 1e-3}
    assert same == {"ReLU", "leaky ReLU"}


def test_everything_that_can_be_moved_has_a_label():
    parameters = slopes.slope_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert {"chosen", "alpha", "sigma"} <= bound.keys()
    assert all(label.strip() for label in bound.values())
