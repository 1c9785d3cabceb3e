"""Does `autograder grade` give the marks of `nbgrader autograde`?

    python bench/same_marks.py [SET ...] [--only TEXT] [--quick-start] [--quick] [--json FILE]

Every answer of a problem set's bank, right and wrong, is handed in twice, once to each grader, and the rows
of the two gradebooks are compared: score and need of a person, cell by cell. `--quick-start` takes the course
of nbgrader's own documentation instead. A difference is *explained* where nbgrader took points away because
the test's cell wrote to standard error, which decides nothing here. Exit status 1 if another one is left. The
time of either command is told, too: of one run, since every set takes nbgrader minutes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import peers
from classes import CELL_SECONDS, CONFIG, SOLUTIONS
from rich.console import Console
from side_by_side import Row, Spread, begun, options, own_environment, publish, seconds_of

from autograder.course.folders import Course, open_course
from autograder.course.nbgrader_compat import quick_nbformat

with quick_nbformat():
    import nbformat

    from autograder.course.release import release

from autograder.audit import bank
from autograder.course.source import read

Key = tuple[str, str, str]
"""Student, notebook and cell."""
Mark = tuple[float | None, bool]
"""Score, and whether a person must look."""
OWN_CONFIG = (
    f"c.Autograder.solutions_directory = {str(SOLUTIONS)!r}\nc.Autograder.cell_seconds = {CELL_SECONDS}\n"
)


@dataclass(frozen=True)
class Comparison:
    """The two gradebooks of one problem set."""

    name: str
    """Problem set."""
    submissions: int
    """Students."""
    cells: int
    """Rows of our gradebook."""
    ours: float
    """Seconds of `autograder grade`."""
    nbgrader: float
    """Seconds of `nbgrader autograde`."""
    explained: tuple[Key, ...]
    """Cells that differ because nbgrader fails what writes to standard error."""
    left: dict[Key, tuple[Mark | None, Mark | None]]
    """Other cells that differ: our mark and nbgrader's."""


def bank_course(root: Path, name: str, only: str) -> tuple[Course, str]:
    """A course in which each answer of a bank is a student."""
    (root / "nbgrader_config.py").write_text(CONFIG + OWN_CONFIG, encoding="utf-8")
    course = open_course(root)
    release(course, name)
    source = read(course.notebooks(name)[0])
    released = read(course.path("release", name) / f"{name}.ipynb")
    answers = [answer for kind in ("right", "wrong") for answer in bank.answers(course, name, kind)]
    chosen = [answer for answer in answers if only in answer.name]
    if not chosen:
        known = ", ".join(answer.name for answer in answers[:5])
        raise SystemExit(f"expected a part of an answer's name ({known}, …). Received: --only {only}")
    for answer in chosen:
        path = course.path("submitted", name, answer.name) / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(bank.solved(source, released, answer.cells), path)
    return course, name


def quick_start_course(root: Path) -> tuple[Course, str]:
    """The course of nbgrader's documentation with its two students, and two more: blank, and all right."""
    documentation = Path(str(files("nbgrader"))) / "docs/source/user_guide"
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    for step in ("source", "submitted"):
        shutil.copytree(documentation / step, root / step)
    course = open_course(root)
    for folder in list((root / "source").iterdir()):
        if folder.is_dir() and folder.name != "ps1":
            shutil.rmtree(folder)
    release(course, "ps1")
    shutil.copytree(root / "release/ps1", root / "submitted/blank/ps1")
    shutil.copytree(root / "source/ps1", root / "submitted/solved/ps1")
    return course, "ps1"


def marks(course: Course, name: str) -> dict[Key, Mark]:
    """What was entered into a gradebook."""
    found = {}
    with course.gradebook() as gradebook:
        for submission in gradebook.find_assignment(name).submissions:
            for book in submission.notebooks:
                for row in book.grades:
                    key = (submission.student_id, book.name, row.name)
                    found[key] = (row.auto_score, row.needs_manual_grade)
    return found


def wrote_to_stderr(course: Course, name: str, key: Key) -> bool:
    """Whether nbgrader's executed notebook shows standard error in a cell."""
    student, book, cell = key
    path = course.path("autograded", name, student) / f"{book}.ipynb"
    if not path.is_file():
        return False
    marked = [c for c in read(path).cells if c.metadata.get("nbgrader", {}).get("grade_id") == cell]
    return any(out.get("name") == "stderr" for c in marked for out in c.get("outputs", ()))


def compare(course: Course, name: str, peer: peers.Environment) -> Comparison:
    """Grade a copy of the course with nbgrader, and the course with ours."""
    other = open_course(shutil.copytree(course.root, course.root.with_name(f"{course.root.name}-nbgrader")))
    ours = seconds_of([sys.executable, "-m", "autograder", "grade", name], course.root, own_environment())
    theirs = _nbgrader(other, name, peer)
    mine, nbgraders = marks(course, name), marks(other, name)
    pairs = {key: (mine.get(key), nbgraders.get(key)) for key in sorted(mine.keys() | nbgraders.keys())}
    differ = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
    explained = tuple(key for key in differ if wrote_to_stderr(other, name, key))
    left = {key: pair for key, pair in differ.items() if key not in explained}
    submissions = len(course.students("submitted", name))
    return Comparison(name, submissions, len(mine), ours, theirs, explained, left)


def _nbgrader(course: Course, name: str, peer: peers.Environment) -> float:
    """Seconds of its command; it may fail, for it gives up submissions in which a cell takes too long."""
    words = [str(peer.program("nbgrader")), "autograde", name]
    begin = time.perf_counter()
    subprocess.run(words, cwd=course.root, env=peer.variables(), capture_output=True)
    return time.perf_counter() - begin


def row(found: Comparison) -> Row:
    """The time of either grader for one set, and in words how the marks differ."""
    left = f"{len(found.left)} differ" if found.left else "the same"
    explained = f", {len(found.explained)} explained" if found.explained else ""
    what = f"{found.name}: {found.submissions} submissions, {found.cells} marks, {left}{explained}"
    return Row(what, Spread.of([found.ours]), "nbgrader autograde", Spread.of([found.nbgrader]))


def courses_of(asked: argparse.Namespace) -> list[Callable[[Path], tuple[Course, str]]]:
    """What makes each course that was asked for, in an empty folder."""
    if asked.quick_start or asked.quick:
        return [quick_start_course]
    banks = sorted(path.parent.name for path in SOLUTIONS.glob("*/bank"))
    return [lambda root, name=name: bank_course(root, name, asked.only) for name in asked.sets or banks]  # type: ignore[misc]


def main() -> None:
    """Compare, print a table, write JSON; exit status 1 if a difference has no explanation."""
    parser = options(__doc__, runs=1)
    parser.add_argument("sets", nargs="*", metavar="SET", help="problem sets; all that have a bank if none")
    parser.add_argument("--only", default="", metavar="TEXT", help="answers whose name contains it")
    parser.add_argument("--quick-start", action="store_true", help="the course of nbgrader's documentation")
    asked = parser.parse_args()
    nbgrader = peers.prepared("nbgrader")
    report = begun(__doc__, asked.quick, nbgrader.versions)
    found = []
    for make in courses_of(asked):
        with tempfile.TemporaryDirectory(prefix="same-marks-") as folder:
            root = Path(folder) / "course"
            root.mkdir()
            with Console(stderr=True).status("grading each answer twice"):
                found.append(compare(*make(root), nbgrader))
    left = [
        f"{' / '.join(key)}: autograder {ours}, nbgrader {theirs}"
        for each in found
        for key, (ours, theirs) in each.left.items()
    ]
    marks_ = sum(each.cells for each in found)
    told = f"{marks_:,} marks of {sum(each.submissions for each in found)} submissions: {len(left)} differ."
    explained = "Explained: nbgrader takes the points of a test whose cell writes to standard error."
    publish(replace(report, rows=tuple(map(row, found)), notes=(told, explained, *left)), asked.json)
    sys.exit(bool(left))


if __name__ == "__main__":
    main()
