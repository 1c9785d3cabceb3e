"""Every problem set: its notebook keeps to the form, its bank is consistent, its answers agree with Keras."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import jupytext
import keras
import numpy as np
import pytest
import yaml

SOLUTIONS = Path(__file__).parents[2] / "solutions"
SETS = sorted(path.parent.name for path in SOLUTIONS.glob("*/*.md") if path.stem == path.parent.name)
ANSWERS = [path for name in SETS for path in sorted((SOLUTIONS / name).glob("bank/*/*.py"))]
TITLE = re.compile(r"^\*\*(\d+) points", flags=re.MULTILINE)
TASK = re.compile(r"^## Task \d+: .*\((\d+) points?\)$", flags=re.MULTILINE)
ROW = re.compile(r"^\| \d+ \|.*\| (\d+) \|$", flags=re.MULTILINE)


@lru_cache
def cells(name):
    """The cells with nbgrader's metadata, by grade_id."""
    notebook = jupytext.read(SOLUTIONS / name / f"{name}.md", fmt="md:myst")
    return {c.metadata["nbgrader"]["grade_id"]: c for c in notebook.cells if "nbgrader" in c.metadata}


@lru_cache
def points(name):
    """Points of each test cell, by grade_id."""
    marked = {key: c.metadata["nbgrader"] for key, c in cells(name).items()}
    return {key: meta["points"] for key, meta in marked.items() if meta["grade"] and not meta["solution"]}


def points_by_hand(name):
    """Points of the cells that a person marks."""
    marked = [c.metadata["nbgrader"] for c in cells(name).values()]
    return sum(meta["points"] for meta in marked if meta["grade"] and meta["solution"])


@lru_cache
def reference(name):
    """The names that the instructor's solutions define."""
    names = {"np": np, "math": __import__("math"), "keras": keras, "tf": __import__("tensorflow")}
    for cell in cells(name).values():
        if cell.metadata["nbgrader"]["solution"] and cell.cell_type == "code":
            exec(cell.source, names)
    return names


def read(path):
    text = path.read_text()
    _, _, fields = ast.get_docstring(ast.parse(text)).partition("\n\n")
    return yaml.safe_load(fields), re.findall(r"^# %% (\S+)$", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", SETS)
def test_the_points_in_the_text_are_those_of_the_cells(name):
    text = (SOLUTIONS / name / f"{name}.md").read_text()
    total = sum(points(name).values()) + points_by_hand(name)
    assert int(TITLE.search(text)[1]) == total
    assert sum(map(int, TASK.findall(text))) == total
    assert [int(row) for row in ROW.findall(text)] == [int(task) for task in TASK.findall(text)]


@pytest.mark.parametrize("name", SETS)
def test_every_solution_cell_leaves_a_stub(name):
    solutions = [c.source for c in cells(name).values() if c.metadata["nbgrader"]["solution"]]
    assert solutions
    assert all("### BEGIN SOLUTION" in source and "### END SOLUTION" in source for source in solutions)


@pytest.mark.parametrize("name", SETS)
def test_hidden_checks_draw_from_the_seed_of_the_course_each_cell_for_itself(name):
    sources = [cells(name)[key].source for key in points(name)]
    streams = [re.findall(r'"COURSE_SEED", "2025"\)\), (\d+)\]', source) for source in sources]
    assert all(len(stream) == 1 for stream in streams)
    assert len({stream[0] for stream in streams}) == len(streams)


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: "/".join(path.with_suffix("").parts[-4::2]))
def test_marks_of_an_answer_are_the_points_of_the_cells_that_pass(path):
    name = path.parents[2].name
    expected, answered = read(path)
    worth = points(name)
    assert expected["marks"] == sum(worth.values()) - sum(worth[key] for key in expected["fails"])
    assert bool(expected["fails"]) == bool(expected["feedback"]) == (path.parent.name == "wrong")
    assert answered
    assert all(cells(name)[key].metadata["nbgrader"]["solution"] for key in answered)


@pytest.mark.parametrize("name", SETS)
def test_a_bank_has_twenty_wrong_answers_and_six_right_ones_that_trip_every_test_cell(name):
    own = [path for path in ANSWERS if path.parents[2].name == name]
    kinds = [path.parent.name for path in own]
    assert kinds.count("wrong") >= 20
    assert kinds.count("right") >= 6
    assert {key for path in own for key in read(path)[0]["fails"]} == set(points(name))


@pytest.mark.parametrize("listing", sorted(SOLUTIONS.glob("*/bank/class.yml")), ids=lambda p: p.parts[-3])
def test_the_class_hands_in_answers_of_the_bank(listing):
    students = yaml.safe_load(listing.read_text())["students"]
    assert len({s["student"] for s in students}) == len(students) == 12
    for answer in {s["answer"] for s in students} - {"reference", "untouched"}:
        assert listing.parent / f"{answer}.py" in ANSWERS
    assert {s["cell"] for s in students if "cell" in s} <= set(cells(listing.parents[1].name))


def test_time_based_schedules_agree_with_keras():
    names = reference("ps1-schedules")
    schedules, t = keras.optimizers.schedules, np.arange(0, 500, 7)
    power = schedules.InverseTimeDecay(0.3, 100, 1.0)
    exponential = schedules.ExponentialDecay(0.3, 100, 0.5)
    pieces = schedules.PiecewiseConstantDecay([70, 210], [0.3, 0.05, 0.2])
    for ours, theirs in [
        (names["power_lr"](t, 0.3, 100), power),
        (names["PowerDecay"](0.3, 100)(t), power),
        (names["exponential_lr"](t, 0.3, 100, 0.5), exponential),
        (names["piecewise_lr"](t, [70, 210], [0.3, 0.05, 0.2]), pieces),
    ]:
        np.testing.assert_allclose(ours, [float(theirs(int(step))) for step in t], rtol=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_plateau_agrees_with_keras(seed):
    rng = np.random.default_rng(seed)
    losses = (2 + np.cumsum(rng.normal(-0.02, 0.1, size=40))).tolist()
    settings = {"factor": 0.5, "patience": int(rng.integers(1, 5)), "cooldown": int(rng.integers(0, 5))}
    settings |= {"min_delta": float(rng.uniform(0, 0.1)), "min_lr": 0.03}
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mse")
    callback = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", mode="min", **settings)
    callback.set_model(model)
    callback.on_train_begin()
    plateau = reference("ps1-schedules")["Plateau"](1.0, **settings)
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        assert plateau.step(loss) == pytest.approx(float(model.optimizer.learning_rate), rel=1e-5)
