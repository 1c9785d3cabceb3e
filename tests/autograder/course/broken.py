"""Broken and unlucky submissions of one small set, each with what must become of it.

The set has a test of 2 points, one of 3, a written answer and a plot; see `SOURCE`. A case changes the right
notebook, or the folder that it is handed in with.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Cell = dict[str, Any]
Notebook = dict[str, Any]
FULL = {"test-square": 2.0, "test-half": 3.0, "essay": None, "plot": None}
"""Marks of the right answer; None waits for a person."""
NOTHING = dict.fromkeys(FULL)
"""Marks of what could not be read."""
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def cell(kind: str, source: str, grade_id: str = "", **flags: object) -> Cell:
    made: Cell = {"cell_type": kind, "metadata": {}, "source": source}
    if grade_id:
        none = {"grade": False, "solution": False, "locked": False, "task": False}
        made["metadata"]["nbgrader"] = {"grade_id": grade_id, "schema_version": 3, **none, **flags}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def notebook(cells: list[Cell]) -> Notebook:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for number, each in enumerate(cells):
        each.setdefault("id", f"k{number}")
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def solved(text: str) -> str:
    head, _, body = text.partition("\n")
    return f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"


SQUARE = "def square(x):\n    return x * x"
HALF = "def half(x):\n    return x / 2"
ESSAY = "A square has four sides, and I counted them."
PLOT = "print(square(3))"
SQUARE_TEST = (
    "nine = square(3)\nassert nine == 9\n"
    "### BEGIN HIDDEN TESTS\nassert square(-7) == 49\n### END HIDDEN TESTS"
)
HALF_TEST = "assert half(nine) == 4.5\n### BEGIN HIDDEN TESTS\nassert half(5) == 2.5\n### END HIDDEN TESTS"


def _cells(square: str, half: str, essay: str, plot: str, hidden: bool) -> list[Cell]:
    shown = (lambda text: text) if hidden else (lambda text: text.split("### BEGIN")[0].strip())
    return [
        cell("markdown", "# Two tasks"),
        cell("code", "import math", "setup", locked=True),
        cell("markdown", "## Task 1"),
        cell("code", square, "square", solution=True),
        cell("code", shown(SQUARE_TEST), "test-square", grade=True, locked=True, points=2),
        cell("markdown", "## Task 2"),
        cell("code", half, "half", solution=True),
        cell("code", shown(HALF_TEST), "test-half", grade=True, locked=True, points=3),
        cell("markdown", "## Task 3: why?"),
        cell("markdown", essay, "essay", grade=True, solution=True, points=2),
        cell("code", plot, "plot", grade=True, solution=True, points=1),
    ]


SOURCE = notebook(
    _cells(solved(SQUARE), solved(HALF), "It has four.", "### BEGIN SOLUTION\n1\n### END SOLUTION", True)
)


def right() -> Notebook:
    """The right notebook, as a student hands it in."""
    return notebook(_cells(SQUARE, HALF, ESSAY, PLOT, False))


@dataclass(frozen=True)
class Case:
    """One submission and what must become of it."""

    hand_in: Callable[[Path], None]
    """Puts it into its folder."""
    marks: dict[str, float | None]
    """Marks in the gradebook."""
    status: str = "graded"
    """What the run says."""
    words: tuple[str, ...] = ()
    """What stands in the reason, or in a note."""
    student: str = ""
    """Id of the student; the case's name if empty."""


def raw(make: Callable[[], bytes]) -> Callable[[Path], None]:
    return lambda folder: folder.joinpath("mixed.ipynb").write_bytes(make()) and None


def changed(change: Callable[[list[Cell]], object]) -> Callable[[Path], None]:
    """The right notebook with its cells changed."""

    def make() -> bytes:
        book = right()
        change(book["cells"])
        return json.dumps(book).encode()

    return raw(make)


def with_book(change: Callable[[Notebook], object]) -> Callable[[Path], None]:
    def make() -> bytes:
        book = right()
        change(book)
        return json.dumps(book).encode()

    return raw(make)


def beside(make: Callable[[Path], object]) -> Callable[[Path], None]:
    """The right notebook with something beside it."""

    def hand_in(folder: Path) -> None:
        changed(lambda cells: None)(folder)
        make(folder)

    return hand_in


def named(name: str) -> Callable[[Path], None]:
    """The right notebook under another name."""

    def hand_in(folder: Path) -> None:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(right()), encoding="utf-8")

    return hand_in


def text() -> str:
    return json.dumps(right(), ensure_ascii=False).replace("and I counted", "äöü, and I counted")


def lost(*indexes: int) -> Callable[[list[Cell]], object]:
    """nbgrader's metadata and the ids gone from some cells; from all if none is named."""

    def change(cells: list[Cell]) -> None:
        for index in indexes or range(len(cells)):
            cells[index]["metadata"] = {}
            cells[index]["id"] = f"new{index}"

    return change


def put(index: int, **fields: object) -> Callable[[list[Cell]], object]:
    return lambda cells: cells[index].update(fields)


def move(origin: int, target: int) -> Callable[[list[Cell]], object]:
    return lambda cells: cells.insert(target, cells.pop(origin))


def copied(index: int, target: int, **fields: object) -> Callable[[list[Cell]], object]:
    return lambda cells: cells.insert(target, copy.deepcopy(cells[index]) | {"id": "copy"} | fields)


def split(cells: list[Cell]) -> None:
    first = copy.deepcopy(cells[3]) | {"source": "def helper(x):\n    return x * x"}
    cells[3]["source"] = "def square(x):\n    return helper(x)"
    cells.insert(3, first)


def merged(cells: list[Cell]) -> None:
    cells[3]["source"] = f"{SQUARE}\n\n{HALF}"
    del cells[6]


def answer(source: str, index: int = 3) -> Callable[[Path], None]:
    return changed(put(index, source=source))


def many_files(folder: Path) -> None:
    for number in range(3000):
        folder.joinpath(f"f{number:04}.txt").touch()


def large_files(folder: Path) -> None:
    for number in range(100):
        with folder.joinpath(f"f{number:03}.bin").open("wb") as file:
            file.truncate(700_000)


def file_for_folder(folder: Path) -> None:
    folder.joinpath("data").write_text("mine", encoding="utf-8")


def folder_for_file(folder: Path) -> None:
    folder.joinpath("notes.txt").mkdir()
    folder.joinpath("notes.txt/mine.txt").write_text("mine", encoding="utf-8")


def not_utf8(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/b\xff.txt")).write_text("x", encoding="utf-8")


def nested(depth: int) -> str:
    return f"from IPython.display import display\nx = 1\nfor _ in range({depth}):\n    x = [x]\n"


OLD = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {"cell_type": "code", "input": source, "outputs": [], "language": "python", "metadata": {}}
                for source in (SQUARE, HALF)
            ],
        }
    ],
}
NO_SQUARE = FULL | {"test-square": 0.0, "test-half": 0.0}
"""The second test uses a name that the first one defines."""
FAILED = "failed"
DUMP = json.dumps

CASES: dict[str, Case] = {
    # How the file is written.
    "bom": Case(raw(lambda: b"\xef\xbb\xbf" + text().encode()), FULL),
    "utf-16": Case(raw(lambda: text().encode("utf-16")), FULL),
    "utf-16-le-without-mark": Case(raw(lambda: text().encode("utf-16-le")), FULL),
    "utf-32": Case(raw(lambda: text().encode("utf-32")), FULL),
    "cp1252": Case(raw(lambda: text().encode("cp1252")), FULL),
    "crlf": Case(raw(lambda: DUMP(right(), indent=1).replace("\n", "\r\n").encode()), FULL),
    "4.4-with-ids": Case(with_book(lambda book: book.update(nbformat_minor=4)), FULL),
    "4.5-without-ids": Case(changed(lambda cells: [c.pop("id") for c in cells]), FULL),
    "one-id-for-all": Case(changed(lambda cells: [c.update(id="same") for c in cells]), FULL),
    "format-3": Case(
        raw(lambda: DUMP(OLD).encode()),
        FULL | {"essay": 0.0, "plot": 0.0},
        words=("lost nbgrader's metadata",),
    ),
    "format-5": Case(with_book(lambda book: book.update(nbformat=5)), FULL),
    "nan": Case(changed(put(3, outputs=[float("nan"), float("inf")])), FULL),
    "nan-in-metadata": Case(
        with_book(lambda book: book["cells"][3]["metadata"].update(x=float("nan"))), FULL
    ),
    "huge-number": Case(changed(lambda cells: cells[3]["metadata"].update(x=10**400)), FULL),
    "half-a-pair": Case(answer(f"{SQUARE}  # \ud83d"), FULL),
    "half-a-pair-in-bytes": Case(
        raw(lambda: text().replace("äöü", "\ud800").encode("utf-8", "surrogatepass")), FULL
    ),
    "nul-in-code": Case(answer(f"{SQUARE}\n\0"), NO_SQUARE),
    "nul-in-text": Case(answer(f"{ESSAY}\0", 9), FULL),
    "empty": Case(raw(lambda: b""), NOTHING, FAILED, ("empty",)),
    "blank": Case(raw(lambda: b" \n\n"), NOTHING, FAILED, ("empty",)),
    "cut": Case(raw(lambda: text().encode()[:-200]), NOTHING, FAILED, ("end is missing",)),
    "merge-conflict": Case(
        raw(lambda: b"{\n<<<<<<< HEAD\n" + text().encode() + b"\n=======\n>>>>>>> theirs\n}"),
        NOTHING,
        FAILED,
        ("merge conflict",),
    ),
    "log-in-page": Case(raw(lambda: b"\n<!DOCTYPE html><html>"), NOTHING, FAILED, ("web page",)),
    "zeros": Case(raw(lambda: b"\0" * 5000), NOTHING, FAILED, ("zero bytes",)),
    "zip": Case(raw(lambda: b"PK\x03\x04rest"), NOTHING, FAILED, ("zip archive",)),
    "pdf": Case(raw(lambda: b"%PDF-1.7"), NOTHING, FAILED, ("PDF",)),
    "script": Case(raw(lambda: b"import math\n"), NOTHING, FAILED, ("does not begin as a notebook",)),
    "list": Case(raw(lambda: b"[1, 2]"), NOTHING, FAILED, ("no list of cells",)),
    "cells-as-text": Case(with_book(lambda book: book.update(cells="x")), NOTHING, FAILED, ("no list",)),
    "comma-too-many": Case(
        raw(lambda: text().replace('"metadata"', ',"metadata"').encode()), NOTHING, FAILED, ("damaged",)
    ),
    "deep": Case(raw(lambda: b'{"cells": ' + b"[" * 99_999), NOTHING, FAILED, ("cannot be read",)),
    "a-folder": Case(
        lambda folder: folder.joinpath("mixed.ipynb").mkdir(), NOTHING, FAILED, ("no notebook",)
    ),
    "a-link": Case(
        lambda folder: folder.joinpath("mixed.ipynb").symlink_to("mixed.ipynb"),
        NOTHING,
        FAILED,
        ("no notebook",),
    ),
    "a-pipe": Case(lambda folder: os.mkfifo(folder / "mixed.ipynb"), NOTHING, FAILED, ("no notebook",)),
    "nothing": Case(lambda folder: None, NOTHING, FAILED, ("no notebook",)),
    # What it is called.
    "second-download": Case(named("mixed (1).ipynb"), FULL, words=("`mixed (1).ipynb`",)),
    "copy-of-a-copy": Case(named("Mixed-Copy1 (2).ipynb"), FULL, words=("Mixed-Copy1",)),
    "kopie": Case(named("mixed - Kopie.ipynb"), FULL, words=("Kopie",)),
    "capitals": Case(named("MIXED.IPYNB"), FULL, words=("MIXED",)),
    "as-text": Case(named("mixed.ipynb.txt"), FULL, words=("mixed.ipynb.txt",)),
    "own-name": Case(named("homework final v2.ipynb"), FULL, words=("homework",)),
    "in-a-folder": Case(named("mixed/mixed.ipynb"), FULL, words=("mixed/mixed.ipynb",)),
    # What became of its cells.
    "all-names-lost": Case(changed(lost()), FULL, words=("lost nbgrader's metadata",)),
    "answer-lost": Case(changed(lost(3)), FULL, words=("lost nbgrader's metadata",)),
    "essay-lost": Case(changed(lost(9)), FULL, words=("lost nbgrader's metadata",)),
    "test-lost": Case(changed(lost(4)), FULL),
    "tests-and-answers-lost": Case(changed(lost(3, 4, 6, 7)), FULL),
    "test-emptied": Case(changed(put(4, source="pass")), FULL),
    "test-as-text": Case(changed(put(4, cell_type="markdown")), FULL),
    "answer-as-text": Case(changed(put(3, cell_type="markdown")), FULL),
    "answer-as-raw": Case(changed(put(3, cell_type="raw")), FULL),
    "essay-as-code": Case(changed(put(9, cell_type="code")), FULL),
    "split": Case(changed(split), FULL, words=("is there twice",)),
    "merged": Case(changed(merged), FULL),
    "copied-above": Case(changed(copied(3, 3)), FULL, words=("is there twice",)),
    "answered-above-the-stub": Case(
        changed(copied(3, 4, source=f"def square(x):\n    {STUB}")), FULL, words=("is there twice",)
    ),
    "answered-below-the-stub": Case(
        changed(copied(3, 3, source=f"def square(x):\n    {STUB}")), FULL, words=("is there twice",)
    ),
    "essay-above-its-stub": Case(
        changed(copied(9, 10, source="YOUR ANSWER HERE")), FULL, words=("is there twice",)
    ),
    "test-copied": Case(changed(copied(4, 5)), FULL, words=("is there twice",)),
    "test-copied-to-the-top": Case(changed(copied(4, 0)), FULL, words=("is there twice",)),
    "test-on-top": Case(changed(move(4, 0)), FULL),
    "tests-exchanged": Case(changed(lambda cells: cells.insert(4, cells.pop(7))), FULL),
    "answer-at-the-end": Case(changed(move(3, 10)), FULL),
    "upside-down": Case(changed(lambda cells: cells.reverse()), FULL),
    "set-up-deleted": Case(changed(lambda cells: cells.pop(1)), FULL),
    "tests-deleted": Case(changed(lambda cells: [cells.pop(7), cells.pop(4)]), FULL),
    "everything-deleted": Case(changed(lambda cells: cells.clear()), dict.fromkeys(FULL, 0.0)),
    "answer-deleted": Case(changed(lambda cells: cells.pop(3)), NO_SQUARE),
    "essay-deleted": Case(changed(lambda cells: cells.pop(9)), FULL | {"essay": 0.0}),
    "essay-in-cells-of-its-own": Case(
        changed(lambda cells: [lost(9)(cells), cells.insert(10, cell("markdown", "And I like it."))]), FULL
    ),
    "answer-below-its-stub": Case(
        changed(
            lambda cells: [
                cells.insert(4, cell("code", SQUARE)),
                put(3, source=f"def square(x):\n    {STUB}")(cells),
            ]
        ),
        FULL,
    ),
    "foreign-cells": Case(
        changed(lambda cells: cells.extend([{"cell_type": "sql"}, 5, None, "x", []])), FULL
    ),
    "source-as-number": Case(changed(put(3, source=5)), NO_SQUARE),
    "source-as-lists": Case(changed(put(3, source=[SQUARE, 5, ["x"]])), FULL),
    "metadata-as-list": Case(changed(put(3, metadata=[1])), FULL),
    "outputs-as-text": Case(changed(put(3, outputs="none")), FULL),
    "attachments-as-text": Case(changed(put(9, attachments="none")), FULL),
    "attachments-odd": Case(
        changed(put(9, attachments={"a\ud800.png": {"image/png": [1, "AAAA"]}, "b": 5, "c": {"x": {}}})), FULL
    ),
    "ten-thousand-cells": Case(changed(lambda cells: cells.extend([cell("raw", "x")] * 10_000)), FULL),
    # Who hands it in, and what with.
    "long-id": Case(changed(lambda cells: None), FULL, student="a" * 252),
    "broken-line": Case(changed(lambda cells: None), FULL, student="line\nbreak"),
    "formula": Case(changed(lambda cells: None), FULL, student="=1+1"),
    "brackets": Case(changed(lambda cells: None), FULL, student="[anna]"),
    "composed": Case(changed(lambda cells: None), FULL, student="j\u00fcrgen"),
    "decomposed": Case(changed(lambda cells: None), FULL, student="ju\u0308rgen"),
    "apostrophe": Case(changed(lambda cells: None), FULL, student="o'neill; --"),
    "file-for-a-folder": Case(beside(file_for_folder), FULL, words=("`data`",)),
    "folder-for-a-file": Case(beside(folder_for_file), FULL, words=("notes.txt/mine.txt",)),
    "three-thousand-files": Case(beside(many_files), FULL, words=("more than 500 files",)),
    "seventy-megabytes": Case(beside(large_files), FULL, words=("MB in all",)),
    "name-not-in-utf-8": Case(beside(not_utf8), FULL, words=("not in UTF-8",)),
    "pipe-beside": Case(beside(lambda folder: os.mkfifo(folder / "pipe")), FULL),
    "odd-time-stamp": Case(
        beside(lambda folder: folder.joinpath("timestamp.txt").write_text("soon")), FULL, words=("`soon`",)
    ),
    # What its code does.
    "prints-half-a-pair": Case(answer(f"print('\\ud800')\n{SQUARE}"), FULL),
    "raises-half-a-pair": Case(answer("def square(x):\n    raise ValueError('\\udc00')"), NO_SQUARE),
    "group": Case(
        answer("def half(x):\n    raise ExceptionGroup('many', [ValueError('a')])", 6),
        FULL | {"test-half": 0.0},
    ),
    "group-first": Case(
        answer(f"{SQUARE}\ndef odd():\n    raise BaseExceptionGroup('m', [KeyboardInterrupt()])\nodd()"), FULL
    ),
    "ends-python": Case(answer(f"import os\nos._exit(0)\n{SQUARE}"), NO_SQUARE),
    "exits": Case(answer(f"{SQUARE}\nexit()"), FULL),
    "shows-deep-json": Case(
        answer(f"{SQUARE}\n{nested(976)}display({{'application/json': x}}, raw=True)"), FULL
    ),
    "shows-odd-kinds": Case(
        answer(f"{SQUARE}\n{nested(3)}display({{'text/plain': 5, 'a\\ud800': 'x', 5: x}}, raw=True)"), FULL
    ),
    "shows-a-million": Case(
        answer(f"{SQUARE}\n{nested(1)}for _ in range(30_000):\n    display({{'text/plain': ''}}, raw=True)"),
        FULL,
    ),
    "prints-without-end": Case(answer(f"{SQUARE}\nfor _ in range(100_000):\n    print('x' * 100)"), FULL),
    "long-class-name": Case(
        answer("Long = type('L' * 5_000_000, (Exception,), {})\ndef square(x):\n    raise Long()"),
        NO_SQUARE,
    ),
    "closes-its-streams": Case(answer(f"import sys\nsys.stdout.close()\nsys.stderr.close()\n{SQUARE}"), FULL),
    "deep-recursion": Case(answer("def square(x):\n    return square(x)"), NO_SQUARE),
}
