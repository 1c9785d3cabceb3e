"""The sets of the book, handed in whole but in disorder: the marks are those of the reference."""

import copy
import json
import random
from pathlib import Path

import pytest
from rows import rows

from autograder.audit import bank
from autograder.course.folders import open_course
from autograder.course.nbgrader_compat import quick_nbformat
from autograder.course.source import read
from autograder.grading.run import grade
from autograder.records import Settings
from autograder.sandbox.jail import facts

with quick_nbformat():
    from autograder.course.release import release

SOLUTIONS = Path(__file__).parents[3] / "solutions"
NAME = "ps2-gradients"


def named(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def is_test(cell):
    marks = cell["metadata"].get("nbgrader", {})
    return marks.get("grade", False) and not marks.get("solution")


def forget(*, ids):
    """nbgrader's metadata is gone, and the ids of the cells too if asked for."""

    def change(cells):
        for number, cell in enumerate(cells):
            cell["metadata"] = {}
            if ids:
                cell["id"] = f"new-{number}"

    return change


def shuffled(cells):
    places = [number for number, cell in enumerate(cells) if is_test(cell)]
    moved = [cells[number] for number in places]
    random.Random(0).shuffle(moved)
    for number, cell in zip(places, moved, strict=True):
        cells[number] = cell


def on_top(cells):
    cells.sort(key=lambda cell: not is_test(cell))


def every_cell_twice(cells):
    for number in reversed(range(len(cells))):
        cells.insert(number, copy.deepcopy(cells[number]) | {"id": f"copy-{number}"})


def answers_split(cells):
    for number in reversed(range(len(cells))):
        if cells[number]["metadata"].get("nbgrader", {}).get("solution"):
            half = copy.deepcopy(cells[number]) | {"id": f"half-{number}", "source": "# first\n"}
            cells.insert(number, half)


CHANGES = {
    "reference": lambda cells: None,
    "names lost": forget(ids=False),
    "names and ids lost": forget(ids=True),
    "tests deleted": lambda cells: cells.__setitem__(slice(None), [c for c in cells if not is_test(c)]),
    "tests lost": lambda cells: [cell.update(metadata={}) for cell in cells if is_test(cell)],
    "tests shuffled": shuffled,
    "tests first": on_top,
    "every cell twice": every_cell_twice,
    "answers split": answers_split,
    "given cells deleted": lambda cells: cells.__setitem__(
        slice(None), [c for c in cells if not c["metadata"].get("nbgrader", {}).get("locked") or is_test(c)]
    ),
    "only the answers": lambda cells: cells.__setitem__(
        slice(None), [c for c in cells if c["metadata"].get("nbgrader", {}).get("solution") or not named(c)]
    ),
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    """Scores by change and cell."""
    folder = tmp_path_factory.mktemp("disorder")
    config = f"c = get_config()\nc.Autograder.solutions_directory = {str(SOLUTIONS)!r}\n"
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    course = open_course(folder)
    release(course, NAME)
    source = read(course.notebooks(NAME)[0])
    given = read(course.path("release", NAME) / f"{NAME}.ipynb")
    for name, change in CHANGES.items():
        book = json.loads(json.dumps(bank.solved(source, given)))
        change(book["cells"])
        place = course.path("submitted", NAME, name)
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    jail = "auto" if facts.candidates("auto") else "none"
    done = grade(course, NAME, Settings(jail=jail), workers=2)
    assert {each.status for each in done} == {"graded"}
    return {
        who: {name: row[0] for name, row in found["books"][NAME]["grades"].items()}
        for who, found in rows(course, NAME).items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_disorder_costs_no_mark(scores, name):
    assert scores[name] == scores["reference"]
    assert sum(filter(None, scores[name].values())) > 0
