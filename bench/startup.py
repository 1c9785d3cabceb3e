"""How long from the call to the first useful moment: commands and imports, each in a fresh process.

    python bench/startup.py [--runs N] [--quick] [--json FILE]

Ours stand beside their natural peers: `autograder` beside `nbgrader`, `import traindnn` beside `import numpy`
and `import traindnn.lab` beside `import keras`, on which they build. Wall-clock time of whole processes, in
turns, after one round that does not count. One submission is graded again and again, by either grader.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import peers
from classes import new_course
from side_by_side import Row, alternating, begun, installed, options, own_environment, publish, seconds_of

Way = Callable[[int], float]


def pairs(folder: Path, nbgrader: peers.Environment) -> list[tuple[str, Way, str, Way]]:
    """What is compared: the name of ours, ours, the name of the peer's, the peer's."""
    ours = (folder / "ours", folder / "peer")
    for root in ours:
        root.mkdir()
    (own, name), (other, _) = (new_course(root, "NumPy", 1) for root in ours)

    def own_command(*words: str) -> Way:
        called = [sys.executable, "-m", "autograder", *words]
        return lambda turn: seconds_of(called, own.root, own_environment())

    def peer_command(*words: str) -> Way:
        called = [str(nbgrader.program("nbgrader")), *words]
        return lambda turn: seconds_of(called, other.root, nbgrader.variables())

    def importing(module: str) -> tuple[str, Way]:
        called = [sys.executable, "-c", f"import {module}"]
        return f"import {module}", lambda turn: seconds_of(called, folder, own_environment())

    helped = "autograder --help", own_command("--help")
    graded = "autograder grade, one submission", own_command("grade", name, "--force")
    return [
        (*helped, "nbgrader --help", peer_command("--help")),
        (*graded, "nbgrader autograde", peer_command("autograde", name, "--force")),
        (*importing("traindnn"), *importing("numpy")),
        (*importing("traindnn.lab"), *importing("keras")),
    ]


def main() -> None:
    """Measure, print a table, write JSON."""
    asked = options(__doc__, runs=7).parse_args()
    nbgrader = peers.prepared("nbgrader")
    report = begun(__doc__, asked.quick, {**nbgrader.versions, **installed("numpy", "keras")})
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-startup-") as folder:
        for what, own, peer_name, peer in pairs(Path(folder), nbgrader):
            runs, warm_up = (1, 0) if asked.quick else (asked.runs, 1)
            found = alternating({what: own, peer_name: peer}, runs, warm_up)
            ours, theirs = found[what].spread(), found[peer_name].spread()
            rows.append(Row(what, ours, peer_name, theirs, headline=what.startswith("autograder")))
    publish(replace(report, rows=tuple(rows)), asked.json)


if __name__ == "__main__":
    main()
