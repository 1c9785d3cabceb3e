"""The first problem set: its bank is consistent, and its reference solution agrees with Keras."""

import ast
import re
from pathlib import Path

import jupytext
import keras
import numpy as np
import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "solutions" / "ps1-schedules"
ANSWERS = sorted(FOLDER.glob("bank/*/*.py"))
NOTEBOOK = jupytext.read(FOLDER / "ps1-schedules.md", fmt="md:myst")
CELLS = {c.metadata["nbgrader"]["grade_id"]: c for c in NOTEBOOK.cells if "nbgrader" in c.metadata}
POINTS = {
    key: c.metadata["nbgrader"]["points"] for key, c in CELLS.items() if c.metadata["nbgrader"]["grade"]
}


@pytest.fixture(scope="module")
def reference():
    names = {"np": np, "math": __import__("math"), "keras": keras}
    for cell in CELLS.values():
        if cell.metadata["nbgrader"]["solution"]:
            exec(cell.source, names)
    return names


def read(path):
    text = path.read_text()
    _, _, fields = ast.get_docstring(ast.parse(text)).partition("\n\n")
    return yaml.safe_load(fields), re.findall(r"^# %% (\S+)$", text, flags=re.MULTILINE)


def test_the_set_has_twenty_points():
    assert sum(POINTS.values()) == 20


def test_every_solution_cell_leaves_a_stub():
    solutions = [c.source for c in CELLS.values() if c.metadata["nbgrader"]["solution"]]
    assert solutions
    assert all("### BEGIN SOLUTION" in source and "### END SOLUTION" in source for source in solutions)


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_marks_of_an_answer_are_the_points_of_the_cells_that_pass(path):
    expected, answered = read(path)
    assert expected["marks"] == 20 - sum(POINTS[key] for key in expected["fails"])
    assert bool(expected["fails"]) == bool(expected["feedback"]) == (path.parent.name == "wrong")
    assert answered
    assert all(CELLS[key].metadata["nbgrader"]["solution"] for key in answered)


def test_every_test_cell_is_tripped_by_a_wrong_answer():
    assert {key for path in ANSWERS for key in read(path)[0]["fails"]} == set(POINTS)


def test_the_class_hands_in_answers_of_the_bank():
    students = yaml.safe_load((FOLDER / "bank" / "class.yml").read_text())["students"]
    assert len({s["student"] for s in students}) == 12
    for answer in {s["answer"] for s in students} - {"reference", "untouched"}:
        assert FOLDER / "bank" / f"{answer}.py" in ANSWERS
    assert {s["cell"] for s in students if "cell" in s} <= set(CELLS)


def test_time_based_schedules_agree_with_keras(reference):
    schedules, t = keras.optimizers.schedules, np.arange(0, 500, 7)
    power = schedules.InverseTimeDecay(0.3, 100, 1.0)
    exponential = schedules.ExponentialDecay(0.3, 100, 0.5)
    pieces = schedules.PiecewiseConstantDecay([70, 210], [0.3, 0.05, 0.2])
    for ours, theirs in [
        (reference["power_lr"](t, 0.3, 100), power),
        (reference["PowerDecay"](0.3, 100)(t), power),
        (reference["exponential_lr"](t, 0.3, 100, 0.5), exponential),
        (reference["piecewise_lr"](t, [70, 210], [0.3, 0.05, 0.2]), pieces),
    ]:
        np.testing.assert_allclose(ours, [float(theirs(int(step))) for step in t], rtol=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_plateau_agrees_with_keras(reference, seed):
    rng = np.random.default_rng(seed)
    losses = (2 + np.cumsum(rng.normal(-0.02, 0.1, size=40))).tolist()
    settings = {"factor": 0.5, "patience": int(rng.integers(1, 5)), "cooldown": int(rng.integers(0, 5))}
    settings |= {"min_delta": float(rng.uniform(0, 0.1)), "min_lr": 0.03}
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mse")
    callback = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", mode="min", **settings)
    callback.set_model(model)
    callback.on_train_begin()
    plateau = reference["Plateau"](1.0, **settings)
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        assert plateau.step(loss) == pytest.approx(float(model.optimizer.learning_rate), rel=1e-5)
