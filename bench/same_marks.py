"""Does `autograder grade` give the marks of `nbgrader autograde`?

    python bench/same_marks.py [SET ...] [--only TEXT] [--quick-start] [--json FILE]

Every answer of a problem set's bank, right and wrong, is handed in twice, once to each grader, and the rows
of the two gradebooks are compared: score and need of a person, cell by cell. `--quick-start` takes the course
of nbgrader's own documentation instead. A difference is *explained* where nbgrader took points away because
the test's cell wrote to standard error, which decides nothing here. Exit status 1 if another one is left.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path

from rich.console import Console

from autograder.course.folders import open_course
from autograder.course.nbgrader_compat import quick_nbformat

with quick_nbformat():
    import nbformat

    from autograder.course.release import release

from autograder.audit import bank
from autograder.course.settings import processors
from autograder.course.source import read
from autograder.grading.run import grade
from autograder.records import Settings

SOLUTIONS = Path(__file__).parents[1] / "solutions"
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'same'\nc.ExecutePreprocessor.timeout = {seconds}\n"
SECONDS = 60
"""Longest time of a cell, for both."""


def bank_course(root, name, only):
    """A course in which each answer of a bank is a student."""
    configured = root / "nbgrader_config.py"
    configured.write_text(
        CONFIG.format(seconds=SECONDS) + f"c.Autograder.solutions_directory = {str(SOLUTIONS)!r}\n"
    )
    course = open_course(root)
    release(course, name)
    source = read(course.notebooks(name)[0])
    released = read(course.path("release", name) / f"{name}.ipynb")
    for kind in ("right", "wrong"):
        for answer in bank.answers(course, name, kind):
            if only in answer.name:
                path = course.path("submitted", name, answer.name) / f"{name}.ipynb"
                path.parent.mkdir(parents=True)
                nbformat.write(bank.solved(source, released, answer.cells), path)
    if not course.students("submitted", name):
        raise SystemExit(f"expected a part of an answer's name. Received: --only {only}")
    return course, name


def quick_start_course(root):
    """The course of nbgrader's documentation with its two students, and two more: blank, and all right."""
    documentation = Path(str(files("nbgrader"))) / "docs/source/user_guide"
    (root / "nbgrader_config.py").write_text(CONFIG.format(seconds=SECONDS))
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


def rows(course, name):
    """What was entered: score and whether a person must look, by student, notebook and cell."""
    found = {}
    with course.gradebook() as gradebook:
        for submission in gradebook.find_assignment(name).submissions:
            for book in submission.notebooks:
                for row in book.grades:
                    key = (submission.student_id, book.name, row.name)
                    found[key] = (row.auto_score, row.needs_manual_grade)
    return found


def wrote_to_stderr(course, name, key):
    """Whether nbgrader's executed notebook shows standard error in a cell."""
    student, book, cell = key
    path = course.path("autograded", name, student) / f"{book}.ipynb"
    if not path.is_file():
        return False
    marked = [c for c in read(path).cells if c.metadata.get("nbgrader", {}).get("grade_id") == cell]
    return any(out.get("name") == "stderr" for c in marked for out in c.get("outputs", ()))


def compare(course, name, console):
    """Grade with both; a record of the comparison."""
    other = open_course(shutil.copytree(course.root, course.root.with_name(f"{course.root.name}-nbgrader")))
    settings = Settings(cell_seconds=SECONDS)
    begin = time.perf_counter()
    done = grade(course, name, settings, workers=processors())
    ours = time.perf_counter() - begin
    words = [sys.executable, "-m", "nbgrader", "autograde", name]
    subprocess.run(words, cwd=other.root, capture_output=True)
    theirs = time.perf_counter() - begin - ours
    mine, nbgraders = rows(course, name), rows(other, name)
    differ = {key: (mine.get(key), nbgraders.get(key)) for key in mine.keys() | nbgraders.keys()}
    differ = {key: pair for key, pair in sorted(differ.items()) if pair[0] != pair[1]}
    explained = {key for key in differ if wrote_to_stderr(other, name, key)}
    console.print(
        f"{name}: {len(done)} submissions, {len(mine)} cells, {ours:.0f} s; nbgrader {theirs:.0f} s. "
        f"{len(differ)} cells differ, {len(explained)} because nbgrader fails what writes to standard error.",
        soft_wrap=True,
    )
    left = {key: pair for key, pair in differ.items() if key not in explained}
    for key, (own, nbgraders) in left.items():
        console.print(f"  {' / '.join(key)}: autograder {own}, nbgrader {nbgraders}")
    shutil.rmtree(other.root, ignore_errors=True)
    return {"set": name, "submissions": len(done), "cells": len(mine), "explained": len(explained)} | {
        "differ": [[*key, *pair] for key, pair in left.items()]
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", metavar="SET", help="problem sets; all that have a bank if none")
    parser.add_argument("--only", default="", metavar="TEXT", help="answers whose name contains it")
    parser.add_argument("--quick-start", action="store_true", help="the course of nbgrader's documentation")
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    banks = sorted(path.parent.name for path in SOLUTIONS.glob("*/bank"))
    chosen = [] if told.quick_start else told.sets or banks
    console, report = Console(), []
    for make, arguments in [(bank_course, (name, told.only)) for name in chosen] or [
        (quick_start_course, ())
    ]:
        with tempfile.TemporaryDirectory(prefix="same-marks-") as folder:
            root = Path(folder) / "course"
            root.mkdir()
            report.append(compare(*make(root, *arguments), console))
    if told.json:
        told.json.write_text(json.dumps(report, indent=1) + "\n")
    sys.exit(any(record["differ"] for record in report))


if __name__ == "__main__":
    main()
