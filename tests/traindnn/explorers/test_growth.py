"""The growth explorer: closed forms, a simulation of real weights, and what the figure says."""

import re

import numpy as np
import pytest

from traindnn import backprop, initializers
from traindnn.activations import ACTIVATIONS
from traindnn.explorers import growth


@pytest.mark.parametrize("gain", [0.5, 2.0, 30.0])
@pytest.mark.parametrize(
    ("name", "mean_square"), [("linear", 1.0), ("relu", 0.5), ("leaky_relu", (1 + 0.01**2) / 2)]
)
def test_slopes_that_scaling_leaves_alone(name, mean_square, gain):
    assert growth.mean_square_slopes(name, gain, 6) == pytest.approx([mean_square] * 6, rel=1e-2)


def test_slopes_of_selu_stay_at_its_fixed_point():
    values = growth.mean_square_slopes("selu", 1.0, 30)
    assert values == pytest.approx([values[0]] * 30, rel=1e-2)


def test_slopes_of_saturated_units_are_small():
    values = growth.mean_square_slopes("tanh", 400.0, 5)
    assert np.all(values < 0.05)


@pytest.mark.parametrize(("name", "gain"), [("sigmoid", 1.0), ("tanh", 1.0), ("tanh", 100.0), ("elu", 2.0)])
def test_prediction_meets_a_wide_network(name, gain):
    f, grad = ACTIVATIONS[name]
    rng = np.random.default_rng(0)
    thetas = [backprop.with_bias_row(initializers.normal(500, 500, gain / 500, rng)) for _ in range(8)]
    nets, _ = backprop.forward(rng.standard_normal((100, 500)), thetas, [f] * 8)
    sens = backprop.sensitivities(rng.standard_normal((100, 500)), thetas, nets, [grad] * 7)
    _, measured = backprop.gradient_growth(sens)
    predicted = np.sqrt(np.prod(gain * growth.mean_square_slopes(name, gain, 7)))
    assert measured == pytest.approx(predicted, rel=0.25)


def test_figure_shows_the_product_over_the_chosen_depth():
    number = re.search(
        r"first to last layer: ([\d.]+) · 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", growth.growth_explorer().still()
    )
    exponent = int(number[2].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    predicted = np.prod(2.0 * growth.mean_square_slopes("sigmoid", 2.0, 19)) ** 0.5
    assert float(number[1]) * 10.0**exponent == pytest.approx(predicted, rel=0.05)


def test_relu_stays_level_at_a_gain_of_the_slider_and_tanh_does_not():
    rows = {(row["activation"], row["exponent"]): row["below"] for row in growth.growth_table(20)}

    def decades(activation, exponent):
        """From the last layer to the first, weights and slopes together."""
        return rows[activation, exponent][-1] + 19 * exponent * np.log10(2) / 2

    level = [exponent for exponent in growth.EXPONENTS if abs(decades("ReLU", exponent)) < 0.1]
    assert level == [1]  # the gain 2
    assert decades("tanh", 1) > 0
    slopes_alone = [rows["tanh", exponent][-1] for exponent in growth.EXPONENTS]
    assert np.all(np.diff(slopes_alone) < 0), "the slopes come to the rescue at the upper end"
    assert decades("tanh", growth.EXPONENTS[-1]) > decades("tanh", 1), "and do not win"


def test_table_has_a_row_for_each_setting_and_a_number_for_each_layer():
    table = growth.growth_table(5)
    assert len(table) == len(growth.GROWTH) * len(growth.EXPONENTS)
    assert {len(row["below"]) for row in table} == {5}
    assert all(row["below"][0] == 0 for row in table)


def test_everything_that_can_be_moved_has_a_label():
    bound = {p["name"]: p["bind"]["name"] for p in growth.growth_explorer(5).spec()["params"] if "bind" in p}
    assert {"chosen", "exponent", "depth"} <= bound.keys()
    assert all(label.strip() for label in bound.values())
