"""The explorer of initial weights: closed forms, real weights, what it says and what the text asks."""

import itertools
import re

import numpy as np
import pytest

from traindnn import backprop, initializers
from traindnn.activations import ACTIVATIONS
from traindnn.explorers import initialization

TABLE = {(row["activation"], row["rule"], row["ratio"]): row for row in initialization.signal_table()}


def ends(activation, rule, ratio=1.0):
    """Decades from the inputs to the last activations, and from the last sensitivities to the first."""
    row = TABLE[activation, rule, ratio]
    return row["up"][-1], row["down"][0]


def test_gains_are_the_package_s_variances_times_fan_in():
    for ratio in initialization.RATIOS:
        p, q = 1000, round(1000 * ratio)
        assert initialization.gain("LeCun", ratio) == pytest.approx(p * initializers.lecun_variance(p))
        assert initialization.gain("Glorot", ratio) == pytest.approx(p * initializers.glorot_variance(p, q))
        assert initialization.gain("He", ratio) == pytest.approx(p * initializers.he_variance(p))


@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.5])
@pytest.mark.parametrize("rule", initialization.RULES)
def test_linear_layers_multiply_by_the_gain_upwards_and_by_ratio_times_gain_downwards(rule, ratio):
    g, depth = initialization.gain(rule, ratio), initialization.DEPTH
    up, down = ends("none (linear)", rule, ratio)
    assert up == pytest.approx(depth * np.log10(g) / 2, abs=0.02)
    assert down == pytest.approx((depth - 1) * np.log10(ratio * g) / 2, abs=0.02)


@pytest.mark.parametrize(("label", "rule", "ratio"), [("ReLU", "He", 1.0), ("tanh", "Glorot", 0.9)])
def test_the_table_meets_a_wide_network(label, rule, ratio):
    f, grad = ACTIVATIONS[initialization.CHOICES[label]]
    widths = [round(900 * ratio**k) for k in range(7)]
    rng, variance = np.random.default_rng(0), initialization.gain(rule, ratio)
    thetas = [
        backprop.with_bias_row(initializers.normal(p, q, variance / p, rng))
        for p, q in itertools.pairwise(widths)
    ]
    x, s = rng.standard_normal((60, widths[0])), rng.standard_normal((60, widths[-1]))
    nets, acts = backprop.forward(x, thetas, [f] * 6)
    sens = backprop.sensitivities(s, thetas, nets, [grad] * 5)
    row = next(
        found
        for found in initialization.signal_table(depth=6)
        if (found["activation"], found["rule"], found["ratio"]) == (label, rule, ratio)
    )
    up = [np.log10(np.sqrt(np.mean(a**2))) for a in acts[1:]]
    down = [np.log10(np.sqrt(np.mean(one**2) / np.mean(sens[-1] ** 2))) for one in sens]
    assert row["up"] == pytest.approx(up, abs=0.1)
    assert row["down"] == pytest.approx(down, abs=0.1)


def test_the_rule_that_suits_an_activation_keeps_both_signals_where_widths_are_equal():
    def level(label):
        return {rule for rule in initialization.RULES if np.abs(ends(label, rule)).max() < 0.5}

    assert level("ReLU") == {"He"}
    assert level("SELU") == {"LeCun", "Glorot"}  # the same at equal widths
    assert level("none (linear)") == {"LeCun", "Glorot"}


def test_where_widths_change_each_rule_keeps_a_signal_and_glorot_divides_the_error():
    for ratio in (0.5, 1.5):
        up, down = ends("none (linear)", "LeCun", ratio)
        assert abs(up) < 0.02 < abs(down)
        up, down = ends("none (linear)", "Glorot", ratio)
        assert up * down < 0, "one rises, the other falls"
        assert max(abs(up), abs(down)) < abs(ends("none (linear)", "LeCun", ratio)[1])


def test_no_rule_keeps_the_sensitivities_of_sigmoid():
    assert all(ends("sigmoid", rule)[1] < -5 for rule in initialization.RULES)


def test_the_figure_reads_out_both_ends():
    still = initialization.initialization_explorer().still()
    shown = [float(re.search(rf"{name}: ([\d.e+-]+)", still)[1]) for name in ("activations", "sensitivities")]
    assert shown == pytest.approx([10**end for end in ends("ReLU", "Glorot")], rel=0.06)


def test_everything_that_can_be_moved_has_a_label():
    parameters = initialization.initialization_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert {"chosen", "rule", "ratio"} <= bound.keys()
    assert all(label.strip() for label in bound.values())
