"""How long does a class take to grade, against nbgrader, otter and the same cells without isolation?

    python bench/grading.py [--numpy N] [--keras N] [--sample N] [--workers N] [--runs N] [--without PEER]
                            [--quick] [--json FILE]

A class hands in the reference solution, each with a remark of its own. Everything counts that an instructor
waits for: `autograder grade` and `nbgrader autograde` are called as commands, with their start, the
execution, the notebook files and the gradebook. nbgrader grades one submission and a sample, which gives
its start and what each further submission takes, reckoned up for the whole class. `otter run` starts
anew for each submission and keeps no gradebook. The floor runs the same cells in one warm process, with no
isolation, gradebook or files. The stages are those of one worker, one after another.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
import peers
from classes import CELL_SECONDS, as_otter, new_course, require_full_marks
from side_by_side import (
    Row,
    Turns,
    alternating,
    begun,
    installed,
    options,
    own_environment,
    publish,
    seconds_of,
)

from autograder.course.notebooks import SKIPPED, tags
from autograder.course.source import read
from autograder.grading import restore
from autograder.grading.notebook import Grader, grade_notebook
from autograder.grading.run import grade
from autograder.records import Result, Settings

SETTINGS = Settings(cell_seconds=CELL_SECONDS)
OURS, NBGRADER, OTTER, FLOOR = (
    "autograder grade",
    "nbgrader autograde",
    "otter run",
    "the same cells, no isolation",
)
FLOOR_PROGRAM = """
import json, sys, time, contextlib, io
cells = json.load(sys.stdin)
def run():
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for source in cells:
            exec(compile(source, "cell", "exec"), names)
run()
begin = time.perf_counter()
for _ in range(REPEAT):
    run()
print((time.perf_counter() - begin) / REPEAT)
"""
Figures = dict[str, float]
"""Seconds per submission by name: `whole`, and what else a way can tell."""


@dataclass(frozen=True)
class Class:
    """What is graded, and how."""

    kind: str
    """"NumPy" or "Keras"."""
    size: int
    """Submissions of the whole class."""
    sample: int
    """Submissions that nbgrader grades, at least 2."""
    workers: int
    """Submissions that ours grades at a time."""


def in_new_folder(run: Callable[[Path], Figures]) -> Callable[[int], Figures]:
    """A way that has an empty folder for each of its turns."""

    def way(turn: int) -> Figures:
        with tempfile.TemporaryDirectory(prefix="bench-grading-") as folder:
            return run(Path(folder))

    return way


def ours(root: Path, asked: Class) -> Figures:
    """The command on the whole class, and where the time of one submission goes."""
    course, name = new_course(root, asked.kind, asked.size)
    settings = f"c.Autograder.cell_seconds = {CELL_SECONDS}\n"
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(settings)
    words = [sys.executable, "-m", "autograder", "grade", name, "--workers", str(asked.workers)]
    whole = seconds_of(words, root, own_environment()) / asked.size
    require_full_marks(course, name)
    parts, result = stages((root / "source" / name / f"{name}.ipynb").read_bytes(), min(asked.size, 20))
    begin = time.perf_counter()
    grade(course, name, SETTINGS, force=True, grader=lambda *data, files: result)
    entering = (time.perf_counter() - begin) / asked.size
    return {"whole": whole, **parts, "gradebook and files": entering}


def stages(source: bytes, repeat: int) -> tuple[Figures, Result]:
    """Seconds per submission of the stages, one after the other on one worker; and the last result."""
    with Grader(SETTINGS) as grader:
        begin = time.perf_counter()
        grader.warm(source)
        start = time.perf_counter() - begin
        results = [grade_notebook(source, source, grader=grader) for _ in range(repeat)]
    begin = time.perf_counter()
    for _ in range(repeat):
        restore.restore(source, source)
    restoring = (time.perf_counter() - begin) / repeat
    tests = sum(cell.seconds for result in results for cell in result.cells) / repeat
    whole = statistics.median(result.seconds for result in results)
    found = {
        "start of the warm process, once": start,
        "restoring cells": restoring,
        "forks and student cells": whole - restoring - tests,
        "test cells": tests,
    }
    return found, results[-1]


def floor(root: Path, asked: Class) -> Figures:
    """The same cells in one warm process; it imports what they import before the clock starts."""
    course, name = new_course(root, asked.kind, 1)
    code = [cell for cell in read(course.notebooks(name)[0]).cells if cell.cell_type == "code"]
    kept = [cell.source.splitlines() for cell in code if SKIPPED not in tags(cell)]
    cells = ["\n".join(line for line in lines if not line.startswith(("%", "!"))) for lines in kept]
    words = [sys.executable, "-c", FLOOR_PROGRAM.replace("REPEAT", "5")]
    done = subprocess.run(words, input=json.dumps(cells), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(
            f"expected the cells of {name} to run in one process. Received:\n{done.stderr[-800:]}"
        )
    return {"whole": float(done.stdout)}


def nbgrader(root: Path, asked: Class, peer: peers.Environment) -> Figures:
    """The command on one submission and on a sample, reckoned up for the class."""
    course, name = new_course(root, asked.kind, asked.sample)
    words = [str(peer.program("nbgrader")), "autograde", name]
    one = seconds_of([*words, "--student", "s0000"], course.root, peer.variables())
    sample = seconds_of([*words, "--force"], course.root, peer.variables())
    require_full_marks(course, name)
    each = (sample - one) / (asked.sample - 1)
    return {"whole": (one - each) / asked.size + each, "each": each}


def otter(root: Path, asked: Class, peer: peers.Environment) -> Figures:
    """The command on one submission, with the same questions."""
    course, name = new_course(root, asked.kind, 1)
    assignment = root / "otter.ipynb"
    nbformat.write(as_otter(read(course.notebooks(name)[0])), assignment)
    seconds_of([peer.program("otter"), "assign", assignment.name, "dist"], root, peer.variables())
    made = root / "dist" / "autograder"
    archive = next(made.glob("*.zip"))
    otter_run: list[str | Path] = [peer.program("otter"), "run", "-a", archive, "-o", root]
    seconds = seconds_of([*otter_run, made / "otter.ipynb"], root, peer.variables())
    tests = json.loads((root / "results.json").read_text(encoding="utf-8"))["tests"]
    if not all(test.get("score", 0) == test.get("max_score", 0) for test in tests):
        raise SystemExit(f"expected full marks of {name} from otter. Received: {tests[:5]}")
    return {"whole": seconds}


def ways(asked: Class, without: list[str]) -> dict[str, Callable[[int], Figures]]:
    """All that grade the class, by name."""
    found = {
        OURS: in_new_folder(lambda root: ours(root, asked)),
        FLOOR: in_new_folder(lambda root: floor(root, asked)),
    }
    if "nbgrader" not in without:
        nbgraders = peers.prepared("nbgrader")
        found[NBGRADER] = in_new_folder(lambda root: nbgrader(root, asked, nbgraders))
    if "otter" not in without:
        otters = peers.prepared("otter")
        found[OTTER] = in_new_folder(lambda root: otter(root, asked, otters))
    return found


def rows(asked: Class, found: dict[str, Turns[Figures]]) -> list[Row]:
    """The whole beside each peer, then the stages, of which peers tell nothing."""
    own = found[OURS]
    whole = own.spread(lambda figures: figures["whole"])
    what = f"{asked.kind} set, class of {asked.size}: a submission"
    made = []
    for name in (NBGRADER, OTTER, FLOOR):
        if name in found:
            theirs = found[name].spread(lambda figures: figures["whole"])
            made.append(Row(what, whole, name, theirs, headline=name != FLOOR))
        if name == NBGRADER and name in found:
            each = found[name].spread(lambda figures: figures["each"])
            made.append(Row(what, whole, f"{name}, its start left out", each))
    for stage in [stage for stage in own.counted[0] if stage != "whole"]:
        made.append(Row(f"  {stage}", own.spread(lambda figures, stage=stage: figures[stage])))  # type: ignore[misc]
    return made


def parsed() -> argparse.Namespace:
    """What was asked for."""
    parser = options(__doc__, runs=3)
    parser.add_argument("--numpy", type=int, default=200, help="class on the NumPy set; 0 leaves it out")
    parser.add_argument("--keras", type=int, default=60, help="class on the Keras set; 0 leaves it out")
    parser.add_argument("--sample", type=int, default=6, help="submissions that nbgrader grades; at least 2")
    parser.add_argument("--workers", type=int, default=2, help="submissions that ours grades at a time")
    parser.add_argument("--without", action="append", default=[], choices=("nbgrader", "otter"))
    asked = parser.parse_args()
    if asked.sample < 2:
        parser.error(f"expected a sample of at least 2, to tell the start apart. Received: {asked.sample}")
    if asked.quick:
        asked.numpy, asked.keras, asked.sample = min(asked.numpy, 2), min(asked.keras, 2), 2
    return asked


def main() -> None:
    """Measure, print a table, write JSON."""
    asked = parsed()
    used = [peers.prepared(name) for name in ("nbgrader", "otter") if name not in asked.without]
    versions = {name: text for peer in used for name, text in peer.versions.items()}
    report = begun(__doc__, asked.quick, versions | installed("numpy", "keras", "tensorflow"))
    made: list[Row] = []
    for kind, size in (("NumPy", asked.numpy), ("Keras", asked.keras)):
        if size:
            chosen = Class(kind, size, asked.sample, asked.workers)
            runs, warm_up = (1, 0) if asked.quick else (asked.runs, 1)
            made += rows(chosen, alternating(ways(chosen, asked.without), runs, warm_up, kind))
    with Grader(SETTINGS) as grader:
        grader.warm(b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
        isolation = grader.isolation
    note = f"Ours grades {asked.workers} at a time. Isolation: {isolation}."
    publish(replace(report, rows=tuple(made), notes=(note,)), asked.json)


if __name__ == "__main__":
    main()
