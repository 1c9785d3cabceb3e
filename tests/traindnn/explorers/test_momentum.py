"""The momentum explorer: its formulas against the rules, and that its tasks can be done."""

import re
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from traindnn import optimizers
from traindnn.explorers import momentum
from traindnn.optimizers import Memory

WORDS = {name: getattr(np, name) for name in ("cos", "sin", "sqrt", "abs")}
WORDS |= {"pow": np.power, "atan2": np.arctan2, "max": np.maximum, "choose": np.where}
SETTINGS = [
    (1.9, 0.0, 25, False),
    (2.02, 0.0, 25, False),
    (0.3, 0.9, 100, False),
    (2.78, 0.44, 25, False),
    (1.0, 0.5, 1, False),
    (0.3, 0.9, 50, True),
    (1.2, 0.6, 10, True),
    (1.0, 0.9, 4, True),
]


def drawn(steps, rate, beta, kappa, nesterov):
    """The columns that the browser computes, one value for each step."""
    columns = {"t": np.arange(steps, dtype=float)}
    names = WORDS | {"rate": rate, "beta": beta, "kappa": kappa, "nesterov": nesterov}
    with np.errstate(all="ignore"):  # the branch that is not taken may have no value
        for i in (0, 1):
            for name, formula in momentum.formulas(i).items():
                datum = {"datum": SimpleNamespace(**columns)}
                columns[name] = eval(formula.replace("if(", "choose("), names | datum)
    return columns


def walked(steps, rate, beta, kappa, nesterov):
    """The path by the rules of the package: (steps, 2)."""
    rule = partial(optimizers.nesterov if nesterov else optimizers.momentum, beta=beta)
    theta, memory, path = np.array(momentum.START), Memory(), []
    for t in range(steps):
        path.append(theta)
        step, memory = rule(np.array([1 / kappa, 1.0]) * theta, memory, t, rate)
        theta = theta + step
    return np.array(path)


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_path_is_that_of_the_rules(settings):
    found, path = drawn(momentum.STEPS, *settings), walked(momentum.STEPS, *settings)
    size = np.abs(path).max(axis=0)
    assert np.abs(found["x0"] - path[:, 0]).max() < 1e-4 * size[0]
    assert np.abs(found["x1"] - path[:, 1]).max() < 1e-4 * size[1]


def factors(rate, beta, kappa):
    found = drawn(1, rate, beta, kappa, False)
    return [float(found[name]) for name in ("factor0", "factor1")]


@pytest.mark.parametrize(("rate", "beta", "kappa", "nesterov"), [s for s in SETTINGS if not s[3]])
def test_the_factors_are_those_of_the_package(rate, beta, kappa, nesterov):
    expected = [optimizers.momentum_factor(rate / kappa, beta), optimizers.momentum_factor(rate, beta)]
    assert factors(rate, beta, kappa) == pytest.approx(expected, abs=1e-5)


def test_what_the_reader_is_asked_to_see_can_be_seen():
    plain = [max(factors(rate, 0.0, 25)) for rate in np.arange(0.02, 2.5, 0.02)]
    best = min(plain)
    assert best == pytest.approx(24 / 26, abs=2e-3), "plain descent: (κ - 1)/(κ + 1)"
    assert factors(1.98, 0.0, 25)[1] < 1 < factors(2.02, 0.0, 25)[1], "plain descent is lost beyond 2"
    both = factors(2.78, 0.45, 25)
    assert both == pytest.approx([0.45**0.5] * 2, abs=0.01), "both factors are the root of β"
    assert max(both) < 0.68 < best, "and far below what plain descent can do"
    assert factors(2.78, 0.3, 25)[0] > 0.7, "less momentum: the flat direction waits"
    assert factors(2.78, 0.8, 25) == pytest.approx([0.8**0.5] * 2), "more: both slow down"
    assert factors(3.5, 0.9, 25)[1] < 1, "momentum can take rates beyond 2"


def test_the_figure_says_what_it_draws():
    still = momentum.momentum_explorer(2.78, 0.45, 25).still()
    found = re.search(r"flat ([\d.]+), steep ([\d.]+)", still)
    assert [float(found[1]), float(found[2])] == pytest.approx([0.671, 0.671], abs=2e-3)
    assert "of the way is left" in still
    assert "it is lost" in momentum.momentum_explorer(2.3, 0.0, 25).still()


def test_everything_that_can_be_moved_has_a_label():
    parameters = momentum.momentum_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert {"rate", "beta", "kappa", "nesterov"} <= bound.keys()
    assert all(label.strip() for label in bound.values())
