"""Hostile students in one class with honest ones: they earn nothing, change nothing, and harm nobody.

The class is graded four times: in each jail, as root and as an ordinary user.
"""

import json
from pathlib import Path

import pytest
from cheats import CHEATS
from hostile_class import students
from jails import KINDS, USERS, run_as
from shared_by_workers import shared
from written import CLIP, POWER, POWER_TEST, code, course, test_cell

from autograder.grading.notebook import grade_notebook

SOURCE = course()
WRONG = "def power_lr(t, lr0, s, c=1.0): return lr0\n"
PROGRAM = str(Path(__file__).with_name("hostile_class.py"))
CLASS = students()
OF_THE_TASK = {"test-relu-values", "test-rectifiers-arrays"}
"""Tests that call the function whose cell the cheat is in."""
WITH_THE_CELL = OF_THE_TASK | {"test-relu-slope"}
"""Tests that call what the cell defines."""
POINTS = 20


@pytest.fixture(scope="module", params=[f"{kind}, {user}" for kind in KINDS for user in USERS])
def graded(request, tmp_path_factory):
    """What became of the class; graded once, however many processes run these tests."""
    kind, user = request.param.split(", ")
    with shared(tmp_path_factory, f"hostile-class-{kind}-{user}") as folder:
        found_in = folder / "found.json"
        if not found_in.exists():
            done = run_as(user, [PROGRAM, kind])
            assert done.returncode == 0, done.stderr.decode()[-3000:]
            found_in.write_bytes(done.stdout)
        found = json.loads(found_in.read_bytes())
    assert len(found["isolation"]) == 1
    assert found["isolation"][0].startswith({"bwrap": "bubblewrap", "landlock": "Landlock"}[kind])
    return found


def marks(graded, student):
    return {cell: score for cell, (score, _, _) in graded["cells"][student].items()}


def of(group):
    return [student for student, cheat in CLASS.items() if cheat == group]


@pytest.fixture
def plain(graded):
    """What the wrong answer earns by itself."""
    return marks(graded, of("wrong")[0])


def hostile(but_open=False):
    """Each hostile student and his cheat; ``but_open`` expects the tests of what is still open to fail."""
    return [
        pytest.param(
            student,
            cheat,
            id=cheat.name,
            marks=[pytest.mark.xfail(reason=cheat.open, strict=True)] if cheat.open and but_open else [],
        )
        for student, cheat in CLASS.items()
        if cheat not in (None, "wrong")
    ]


@pytest.mark.jail
@pytest.mark.parametrize(("student", "cheat"), hostile(but_open=True))
def test_a_cheat_earns_what_its_honest_part_earns(graded, plain, student, cheat):
    given = marks(graded, student)
    assert set(given) == set(plain)
    unearned = {cell: graded["cells"][student][cell] for cell in given if (given[cell] or 0) > plain[cell]}
    assert not unearned
    if cheat.keeps:
        kept = {cell for cell in given if given[cell] == plain[cell]}
        assert kept >= set(plain) - OF_THE_TASK, graded["cells"][student]


@pytest.mark.jail
@pytest.mark.parametrize(("student", "cheat"), hostile())
def test_a_cheat_is_graded_and_shows_nothing_that_is_not_its_own(graded, student, cheat):
    assert graded["status"][student] == ["graded", ""]
    assert graded["again"][student] == "unchanged"
    shown = graded["shown"][student]
    assert not shown["leaks"]
    assert 0 < shown["notebook"] < 4_000_000
    assert all(
        message for score, verdict, message in graded["cells"][student].values() if verdict != "passed"
    )


@pytest.mark.jail
def test_neighbours_get_what_they_earned(graded, plain):
    assert {student: sum(marks(graded, student).values()) for student in of(None)} == dict.fromkeys(
        of(None), POINTS
    )
    assert all(marks(graded, student) == plain for student in of("wrong"))


@pytest.mark.jail
def test_nothing_outside_is_changed_reached_or_left(graded):
    assert graded["changed"] == []
    assert graded["arrived"] == []
    assert graded["left"] == []
    assert graded["strays"] == []
    assert graded["unharmed"]


@pytest.mark.jail
def test_pages_and_marks_are_written_for_all(graded):
    assert graded["problems"] == []
    assert all(graded["shown"][student]["page"] for student in CLASS)


def test_names_tell_the_cheats_apart():
    names = [cheat.name for cheat in CHEATS]
    assert len(names) == len(set(names)) > 100


def scores(result):
    return {cell.grade_id: cell.score for cell in result.cells}


@pytest.mark.jail
def test_nothing_is_left_from_the_submission_before(jailed_pool):
    leave = "import os, sys\nopen('left', 'w').write('x')\nopen('/tmp/left', 'w').write('x')\n"
    leave += "os.environ['LEFT'] = 'x'\n"
    leave += "sys.left = 1\nimport numpy\nnumpy.left = 1\nx = 1"
    look = "import os, sys, glob, numpy\n"
    look += "seen = [glob.glob('*'), glob.glob('/tmp/left'), os.environ.get('LEFT'), hasattr(sys, 'left'), "
    look += "hasattr(numpy, 'left'), 'x' in globals(), len([p for p in os.listdir('/proc') if p.isdigit()])]"
    test = "assert seen == [[], [], None, False, False, False, 1], seen"
    source = course(power=look, tests=(test, "pass"))
    grade_notebook(course(power=leave), source, grader=jailed_pool)
    result = grade_notebook(course(power=look), source, grader=jailed_pool)
    assert result.cells[0].score == 2, result.cells[0].message


def test_metadata_of_a_submission_steers_nothing(pool):
    content = json.loads(course(power=WRONG))
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("points"):
            cell["metadata"]["nbgrader"] |= {"points": 100, "grade": False, "solution": True}
            cell["source"] = "pass"
    content["metadata"] = {"kernelspec": {"name": "bash", "language": "bash", "display_name": "Bash"}}
    result = grade_notebook(json.dumps(content).encode(), SOURCE, grader=pool)
    assert scores(result) == {"test-power": 0, "test-clip": 2}
    assert [cell.points for cell in result.cells] == [2, 2]
    assert "kernelspec" not in result.notebook["metadata"]


def test_a_copied_test_changes_nothing(pool):
    content = json.loads(course(power=POWER, clip=CLIP))
    content["cells"] += [test_cell(POWER_TEST, "test-power", 100), code("power_lr = None")]
    result = grade_notebook(json.dumps(content).encode(), SOURCE, grader=pool)
    assert len(result.cells) == 2
    assert scores(result)["test-clip"] == 2
