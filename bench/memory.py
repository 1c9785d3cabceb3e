"""How much memory does the grader hold while it grades a class: does it grow with the class?

    python bench/memory.py [--class N] [--workers N] [--quick] [--json FILE]

The memory of the grader and of all its processes, what they share counted once, is looked at whenever a
submission is finished. A single look tells how many processes there happened to be; the most of 50 looks,
what is needed. The first 50 submissions of the class are the peer of the others. Needs Linux.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from classes import CELL_SECONDS, new_course
from side_by_side import Row, Spread, begun, installed, options, publish

from autograder.grading.run import grade
from autograder.records import Settings

TOGETHER = 50
"""Looks of which the most counts."""


def held() -> int:
    """Bytes of this process and all its descendants."""
    parents = _parents()
    return sum(_size(number) for number in parents if _descends(number, parents))


def _parents() -> dict[int, int]:
    """The parent of each process of the machine."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    return found


def _descends(number: int, parents: dict[int, int]) -> bool:
    while number in parents and number != os.getpid():
        number = parents[number]
    return number == os.getpid()


def _size(number: int) -> int:
    """Bytes of one process; what several share counts as a part for each."""
    try:
        text = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0  # it has just ended
    found = re.search(r"^Pss: +(\d+)", text, re.MULTILINE)
    return int(found[1]) << 10 if found else 0


def looks(size: int, workers: int) -> list[float]:
    """Megabytes (1,000,000 bytes) held when each submission of a class was finished."""
    found: list[float] = []
    with tempfile.TemporaryDirectory(prefix="bench-memory-") as folder:
        course, name = new_course(Path(folder), "NumPy", size)
        settings = Settings(cell_seconds=CELL_SECONDS)
        grade(course, name, settings, workers=workers, on_graded=lambda graded: found.append(held() / 1e6))
    return found


def most(found: Sequence[float], together: int) -> list[tuple[int, float]]:
    """The number of each last submission of a group, and the most of its group."""
    starts = range(0, len(found), together)
    return [(min(start + together, len(found)), max(found[start : start + together])) for start in starts]


def rows(groups: Sequence[tuple[int, float]]) -> list[Row]:
    """A row a group, beside the first one."""
    first = Spread.of([groups[0][1]])
    name = f"the first {groups[0][0]}"
    return [
        Row(f"submissions up to {last:,}", Spread.of([size]), name, first, "MB", less_is_better=False)
        for last, size in groups
    ]


def main() -> None:
    """Measure, print a table, write JSON."""
    parser = options(__doc__, runs=1)
    parser.add_argument(
        "--class", type=int, default=500, dest="size", help="submissions; default %(default)s"
    )
    parser.add_argument("--workers", type=int, default=2, help="submissions graded at a time")
    asked = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").exists():
        raise SystemExit(
            "expected Linux, whose /proc tells the memory of processes. Leave this benchmark out."
        )
    size, together = (4, 2) if asked.quick else (asked.size, TOGETHER)
    report = begun(__doc__, asked.quick, installed("numpy"))
    groups = most(looks(size, asked.workers), together)
    growth = groups[-1][1] / groups[0][1] - 1
    note = f"The last {together} against the first: {growth:+.1%}. {asked.workers} at a time."
    publish(replace(report, rows=tuple(rows(groups)), notes=(note,)), asked.json)


if __name__ == "__main__":
    main()
