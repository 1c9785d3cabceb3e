"""The case study's repair can act: its schedule cuts the rate, and trains on, before early stopping."""

import re
from functools import partial

import keras
import pytest
from chapters import ROOT, Chapter

from traindnn.lab import callbacks
from traindnn.lab.schedules import OneCycle

PAGE = Chapter(ROOT / "book" / "case_study.md")
STALLED = [0.5, 0.4, *[0.41] * 20]
PATIENCE = [int(n) for n in re.findall(r"performance\(patience=(\d+)\)", PAGE.text)]
EPOCHS = int(re.search(r"epochs: int = profile\.choose\(quick=(\d+)", PAGE.text)[1])


@pytest.fixture(scope="module")
def performance():
    (code,) = (cell.code for cell in PAGE.cells if "def performance(" in cell.code)
    names = {"keras": keras, "partial": partial, "OneCycle": OneCycle}
    exec(code, names)
    return names["performance"]


def followed(schedule):
    lr, made = schedule(100)
    return callbacks.follow(STALLED, *(make() for make in made), lr=lr)


def test_with_the_lectures_patience_no_epoch_is_trained_at_the_lower_rate(performance):
    assert PATIENCE[0] == 5
    assert set(followed(performance(PATIENCE[0])).rates) == {0.01}


def test_the_repaired_schedule_acts_within_the_shortest_run(performance):
    script = followed(performance(PATIENCE[1]))
    assert min(script.rates) < script.rates[0]
    assert script.trained < EPOCHS, "early stopping can act, too"


def test_no_other_step_waits(performance):
    assert len(PATIENCE) == 2
