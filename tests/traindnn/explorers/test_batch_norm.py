"""The explorer of batch normalization draws what the package computes, as Vega evaluates it."""

import re

import numpy as np
import pytest
import vl_convert

from traindnn import normalization
from traindnn.explorers import batch_norm

START = {"centre": 2, "spread": 1.5, "last": 2, "gamma": 1, "beta": 0, "logeps": -3}
MOVED = [
    {},
    {"gamma": -2, "beta": 1.5},
    {"spread": 0},
    {"spread": 0.05, "last": 2.1, "logeps": 0},
    {"centre": -4, "last": -3, "logeps": -5},
]


def drawn(**values):
    """SVG of the explorer with the sliders at some values."""
    spec = batch_norm.batch_norm_explorer().spec(660)
    for parameter in spec["params"]:
        parameter["value"] = values.get(parameter["name"], parameter.get("value"))
    return vl_convert.vegalite_to_svg(spec)


def batch_of(s):
    places = np.array([*batch_norm.BASE, s["last"]], float)
    return (s["centre"] + s["spread"] * places)[:, None]


def row_of(svg, name):
    """Where the dots of a row stand, in the order of the samples."""
    dots = re.findall(r'aria-label="value of the feature: ([−\d.]+); row: ([xyz])', svg)
    return np.array([float(value.replace("−", "-")) for value, row in dots if row == name])


@pytest.mark.parametrize("values", MOVED)
def test_rows_have_the_mean_and_variance_of_the_package(values):
    s = START | values
    x = batch_of(s)
    y = normalization.batch_norm_train(x, 1.0, 0.0, 10.0 ** s["logeps"])[0]
    z = normalization.batch_norm_train(x, s["gamma"], s["beta"], 10.0 ** s["logeps"])[0]
    expected = [f"{f(row):.{d}f}" for row in (x, y, z) for f, d in ((np.mean, 2), (np.var, 3))]
    shown = re.findall(r">mean ([−\d.]+), variance ([\d.]+)", drawn(**values))
    shown = [float(number.replace("−", "-")) for row in shown for number in row]
    assert shown == pytest.approx([float(number) for number in expected], abs=1.1e-2)


def test_each_sample_is_drawn_where_it_is():
    z = normalization.batch_norm_train(batch_of(START), 2.0, -1.0)[0].ravel()
    assert sorted(row_of(drawn(gamma=2, beta=-1), "z")) == pytest.approx(sorted(z), abs=1e-6)


@pytest.mark.parametrize("whole_batch", [{"centre": -3}, {"spread": 0.5}, {"centre": 1, "spread": 2}])
def test_shift_and_stretch_of_the_whole_batch_are_not_seen_behind_it(whole_batch):
    before, after = (drawn(logeps=-5, **moved) for moved in ({}, whole_batch))
    assert np.abs(row_of(before, "x") - row_of(after, "x")).max() > 0.5
    assert row_of(after, "y") == pytest.approx(row_of(before, "y"), abs=1e-4)


def test_one_sample_moves_all_the_others_behind_it():
    before, after = (drawn(last=last) for last in (2, -3))
    unmoved = np.isclose(row_of(before, "x"), row_of(after, "x"))
    assert np.count_nonzero(unmoved) == len(batch_norm.BASE)
    assert (np.abs(row_of(before, "y") - row_of(after, "y"))[unmoved] > 0.1).all()


def test_every_slider_has_a_label():
    parameters = batch_norm.batch_norm_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert bound.keys() == START.keys()
    assert all(label.strip() for label in bound.values())
