"""The explorer of early stopping stops, keeps and waits as the package does, as Vega evaluates it."""

import re

import numpy as np
import pytest
import vl_convert

from traindnn import regularization
from traindnn.explorers import early_stopping as explorer

START = {"patience": 3, "delta": 0, "noise": 0.03}
MOVED = [
    {},
    {"patience": 1},
    {"patience": 5},
    {"patience": 15},
    {"patience": 7, "delta": 0.03},
    {"patience": 2, "delta": 0.1},
    {"patience": 1, "delta": 0.005, "noise": 0.08},
    {"noise": 0},
]


def drawn(**values):
    """SVG of the explorer with the sliders at some values."""
    spec = explorer.early_stopping_explorer().spec(660)
    for parameter in spec["params"]:
        if "bind" in parameter:
            parameter["value"] = values.get(parameter["name"], parameter["value"])
    return vl_convert.vegalite_to_svg(spec)


@pytest.mark.parametrize("values", MOVED)
def test_figure_says_what_the_package_finds(values):
    s = START | values
    losses = explorer.validation_losses(s["noise"]).round(4)
    stop, best = regularization.early_stopping(losses, s["patience"], s["delta"])
    svg = drawn(**s)
    kept = re.search(r">kept: ([\d.]+), epoch (\d+)<", svg)
    end = re.search(r">(never stopped|stopped after (\d+), waited (\d+))<", svg)
    assert float(kept[1]) == pytest.approx(losses[best], abs=1e-3)
    assert int(kept[2]) == best + 1
    if stop is None:
        assert end[1] == "never stopped"
    else:
        assert (int(end[2]), int(end[3])) == (stop + 1, stop - best)
    lowest = re.search(r">lowest of all: ([\d.]+), epoch (\d+)<", svg)
    assert int(lowest[2]) == losses.argmin() + 1


def test_settings_of_the_test_tell_the_rules_apart():
    losses = explorer.validation_losses(START["noise"])
    stops = [regularization.early_stopping(losses, patience).stop_epoch for patience in (1, 2, 3, 5, 8)]
    assert sorted(set(stops)) == stops


def smallest_patience(noise, delta=0.0):
    """The first patience of the slider that keeps the lowest point; None if there is none."""
    losses = explorer.validation_losses(noise).round(4)
    keeps = [p for p in range(1, 16) if regularization.early_stopping(losses, p, delta)[1] == losses.argmin()]
    return keeps[0] if keeps else None


def test_what_the_chapter_asks_for_can_be_found():
    quiet, loud = smallest_patience(START["noise"]), smallest_patience(0.08)
    assert 1 < quiet < loud
    assert smallest_patience(0.08, delta=0.1) is None


def test_marks_stand_on_the_curve():
    svg = drawn(patience=5)
    found = re.findall(r'aria-label="epoch: (\d+); validation loss \(nats\): ([\d.]+); mark', svg)
    losses = explorer.validation_losses(START["noise"])
    stop, best = regularization.early_stopping(losses, 5)
    assert [int(epoch) for epoch, _ in found] == [best + 1, stop + 1]
    assert [float(loss) for _, loss in found] == pytest.approx(losses[[best, stop]], abs=1e-3)


def test_noise_is_centred_and_the_smooth_curve_has_one_minimum():
    assert np.mean(explorer.NOISE) == pytest.approx(0, abs=3 / np.sqrt(explorer.EPOCHS))
    turns = np.diff(np.sign(np.diff(explorer.validation_losses(0.0))))
    assert np.count_nonzero(turns) == 1


def test_negative_noise_is_refused():
    with pytest.raises(ValueError, match="Received: noise=-1"):
        explorer.validation_losses(-1)


def test_every_slider_has_a_label():
    parameters = explorer.early_stopping_explorer().spec()["params"]
    bound = {p["name"]: p["bind"]["name"] for p in parameters if "bind" in p}
    assert bound.keys() == START.keys()
    assert all(label.strip() for label in bound.values())
