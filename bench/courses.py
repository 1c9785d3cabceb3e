"""Is what Jupyter calls right right here, too? A table for any folder with nbgrader courses.

    python bench/courses.py FOLDER ... [--only SET] [--json FILE]

For each problem set of each course below the folders: whether it is released, or why not; the marks of its
own solution, cell by cell, beside those of a plain IPython shell; the marks of the student version as it is
released, beside those of `nbgrader autograde`; how many tests run apart from the students' code, and how many
beside it. The courses are copied and not changed. Modules that a set imports and that are not installed here
are named: what fails for them fails everywhere. Their code runs here: where there is bubblewrap, in it.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course.errors import CourseError
from autograder.course.folders import CONFIG, Course, open_course
from autograder.course.markers import Marker
from autograder.course.nbgrader_compat import quick_nbformat
from autograder.course.notebooks import parse, read_cells

with quick_nbformat():
    from autograder.course.release import built_sources, release

from autograder.course.submission import support_files
from autograder.grading import decisions
from autograder.grading.calibration import answered
from autograder.grading.notebook import Grader, grade_notebook
from autograder.records import FilesBeside, Settings

SECONDS = 60.0
"""Longest time of a cell, in all three."""
SHELL = Path(__file__).with_name("plain_shell.py")
Marks = dict[str, float | None]
"""Points by notebook and cell; None where a person must look."""


@dataclass
class Row:
    """What was found about one problem set."""

    course: str
    """Folder of the course."""
    name: str
    """Problem set."""
    reason: str = ""
    """Why it is not released; empty if it is."""
    missing: tuple[str, ...] = ()
    """Modules that it imports and that are not installed."""
    tests: int = 0
    """Its test cells."""
    apart: int = 0
    """Of them, those that run apart from the students' code."""
    beside: tuple[str, ...] = ()
    """Those that run beside it, and why."""
    unknown: tuple[str, ...] = ()
    """Those whose answer the source lacks: tried both ways."""
    solved: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)
    """Cells in which the solution's marks differ: ours and the plain shell's."""
    emptied: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)
    """Cells in which the student version's marks differ: ours and nbgrader's."""
    cells: int = 0
    """Marks that were compared in the student version."""
    notes: tuple[str, ...] = ()
    """What else there is to say: faults of the set, a comparison that could not be made."""
    seconds: float = 0.0
    """Wall time of release, calibration and our two gradings."""


def courses_in(folder: Path) -> Iterator[Path]:
    """Folders below (or the folder itself) that hold an nbgrader course."""
    for here, folders, _ in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "__pycache__")
        if "source" in folders and any((Path(here) / "source").glob("*/*.ipynb")):
            yield Path(here)
            folders[:] = []


def copied(course: Path, root: Path) -> Course:
    """A copy of a course's sources and configuration, with a gradebook of its own."""
    shutil.copytree(course / "source", root / "source", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for name in (CONFIG, "autotests.yml"):
        if (course / name).is_file():
            shutil.copy(course / name, root / name)
    own = (
        "\nc = get_config()\nfrom pathlib import Path as _Path\n"
        "c.CourseDirectory.root = str(_Path(__file__).parent)\n"
        "c.CourseDirectory.db_url = 'sqlite:///' + str(_Path(__file__).parent / 'gradebook.db')\n"
        f"c.ExecutePreprocessor.timeout = {int(SECONDS)}\n"
        "c.ExecutePreprocessor.kernel_name = 'python3'\n"
    )
    with (root / CONFIG).open("a", encoding="utf-8") as config:
        config.write(own)
    return open_course(root)


def missing_modules(sources: dict[str, bytes], folder: Path) -> tuple[str, ...]:
    """Modules that a set's cells import and that this interpreter cannot find."""
    found = set()
    for data in sources.values():
        for cell in read_cells(data):
            for node in ast.walk(
                parse(cell["source"]) if cell["cell_type"] == "code" else ast.Module([], [])
            ):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    beside = {path.stem for path in folder.glob("*.py")} | {
        path.name for path in folder.iterdir() if path.is_dir()
    }
    return tuple(sorted(name for name in found - beside if importlib.util.find_spec(name) is None))


def jailed(words: list[str], writable: Path) -> list[str]:
    """A command that may write to one folder alone and has no network, where there is bubblewrap."""
    if not shutil.which("bwrap"):
        return words
    binds = [
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
        "--bind",
        str(writable),
        str(writable),
    ]
    return ["bwrap", *binds, "--unshare-net", "--unshare-pid", "--die-with-parent", *words]


def in_plain_shell(book: bytes, files: dict[str, Path], root: Path) -> dict[str, dict[str, object]] | str:
    """How each named cell of a notebook ends in a plain IPython shell; a reason where nobody knows."""
    with tempfile.TemporaryDirectory(dir=root) as folder:
        here = Path(folder)
        for path, file in files.items():
            (here / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, here / path)
        (here / "book.ipynb").write_bytes(book)
        words = jailed([sys.executable, str(SHELL), str(here / "book.ipynb")], root)
        variables = {**os.environ, "HOME": str(root), "IPYTHONDIR": str(root), "MPLCONFIGDIR": str(root)}
        try:
            done = subprocess.run(
                words, stdin=subprocess.DEVNULL, capture_output=True, timeout=10 * SECONDS, env=variables
            )
            found: dict[str, dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
        except (subprocess.TimeoutExpired, ValueError, IndexError) as error:
            return f"plain IPython: {type(error).__name__}"
        return found


def shells_marks(source: bytes, ended: dict[str, dict[str, object]]) -> Marks:
    """What the tests of a notebook give in a plain shell, by nbgrader's rule for partial credit."""
    marks: Marks = {}
    for cell in read_cells(source):
        marker = Marker.of(cell)
        if marker.is_test and marker.grade_id in ended:
            found, points = ended[marker.grade_id], marker.points or 0.0
            value = found["value"]
            # nbgrader gives up a submission for a number that is too large or negative.
            partial = (value if 0 <= value <= points else None) if isinstance(value, float) else points
            marks[marker.grade_id] = 0.0 if found["error"] else partial
    return marks


def nbgraders_marks(course: Course, name: str) -> Marks | str:
    """What `nbgrader autograde` gives a student version that was handed in as it is; a reason if nothing."""
    student = course.path("submitted", name, "empty")
    shutil.copytree(course.path("release", name), student, dirs_exist_ok=True)
    words = jailed([sys.executable, "-m", "nbgrader", "autograde", name, "--student", "empty"], course.root)
    variables = {**os.environ, "HOME": str(course.root), "JUPYTER_RUNTIME_DIR": str(course.root / "runtime")}
    try:
        done = subprocess.run(
            words, cwd=course.root, capture_output=True, text=True, timeout=20 * SECONDS, env=variables
        )
    except subprocess.TimeoutExpired:
        return "nbgrader autograde: no end"
    with course.gradebook() as gradebook:
        try:
            books = gradebook.find_submission(name, "empty").notebooks
        except Exception:
            return f"nbgrader autograde: {_cause(done.stderr)}"
        found = {f"{book.name}/{grade.name}": grade.auto_score for book in books for grade in book.grades}
    if done.returncode:
        return f"nbgrader autograde: {_cause(done.stderr)}"
    return found


def _cause(log: str) -> str:
    """The line of nbgrader's log that tells why it gave up: the end of its last traceback."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    named = [line for line in lines if re.match(r"[A-Za-z_][\w.]*: ", line)]
    return (named or lines or ["nothing was said"])[-1][:200]


def examined(course: Course, name: str, label: str) -> Row:
    """All that is to be known about one problem set."""
    row, begin, notes = Row(label, name), time.monotonic(), []
    try:
        sources = built_sources(course, name)
    except CourseError as error:
        row.reason = str(error)
        return row
    row.missing = missing_modules(sources, course.path("source", name))
    row.tests = sum(m.is_test for data in sources.values() for m in map(Marker.of, read_cells(data)))
    files = support_files(course, name)
    contents = FilesBeside({path: file.read_bytes() for path, file in files.items()}, given=files)
    with Grader(Settings(cell_seconds=SECONDS), course.delimiters) as grader:
        decided = decisions.decide(course, name, sources, grader)
        try:
            release(course, name)
        except CourseError as error:
            row.reason = str(error)
            return row
        notes += decided.faults()
        solved, empty = dict[str, float | None](), dict[str, float | None]()
        released = course.path("release", name)
        for book, data in decided.applied(sources).items():
            solution = answered(sources[book], course.delimiters)
            result = grade_notebook(solution, data, grader=grader, files=contents)
            solved |= {f"{book}/{cell.grade_id}": cell.score for cell in result.cells}
            student = (released / f"{book}.ipynb").read_bytes()
            result = grade_notebook(student, data, grader=grader, files=contents)
            empty |= {f"{book}/{cell.grade_id}": cell.score for cell in result.cells}
    row.seconds = time.monotonic() - begin
    found = decided.books.items()
    row.beside = tuple(f"{book}/{c.cell}: {c.construct}" for book, each in found for c in each.beside)
    row.unknown = tuple(f"{book}/{cell}" for book, each in found for cell in each.unknown)
    row.apart = row.tests - len(row.beside) - len(row.unknown) - len(decided.faults())
    for book, data in sources.items():
        ended = in_plain_shell(answered(data, course.delimiters), files, course.root)
        if isinstance(ended, str):
            notes.append(f"{book}: {ended}")
            continue
        for cell, points in shells_marks(data, ended).items():
            if solved.get(f"{book}/{cell}") != points:
                row.solved[f"{book}/{cell}"] = (solved.get(f"{book}/{cell}"), points)
    stock = nbgraders_marks(course, name)
    if isinstance(stock, str):
        notes.append(stock)
    else:
        pairs = {cell: (empty.get(cell), stock.get(cell)) for cell in sorted(empty.keys() | stock.keys())}
        row.cells, row.emptied = len(pairs), {c: pair for c, pair in pairs.items() if pair[0] != pair[1]}
    row.notes = tuple(notes)
    return row


def table(rows: list[Row]) -> Table:
    """A line for each problem set."""
    made = Table(
        *("course", "set", "released", "tests", "apart", "beside", "either", "solved:\nnot as Jupyter"),
        *("emptied:\nnot as nbgrader", "seconds", "not installed"),
        box=None,
        pad_edge=False,
    )
    for row in rows:
        figures = (row.tests, row.apart, len(row.beside), len(row.unknown), len(row.solved))
        emptied = f"{len(row.emptied)} of {row.cells}"
        counts = (*map(str, figures), emptied, f"{row.seconds:.1f}") if not row.reason else ("",) * 7
        cells = (row.course, row.name, "no" if row.reason else "yes", *counts, ", ".join(row.missing))
        made.add_row(*map(Text, cells))
    return made


def lines(row: Row) -> Iterator[str]:
    """What the table has no room for."""
    if row.reason:
        yield f"not released: {row.reason}"
    yield from row.notes
    yield from (
        f"solved {cell}: {ours} here, {plain} in IPython" for cell, (ours, plain) in row.solved.items()
    )
    yield from (
        f"emptied {cell}: {ours} here, {stock} of nbgrader" for cell, (ours, stock) in row.emptied.items()
    )
    yield from (f"beside: {cell}" for cell in row.beside)


def main() -> None:
    """Print the table and what differs; write JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="courses, or folders that hold some"
    )
    parser.add_argument("--only", default="", metavar="SET", help="sets whose name contains it")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all of it there")
    asked = parser.parse_args()
    rows = []
    with Console(stderr=True).status("trying courses") as status:
        for folder in asked.folders:
            for course in courses_in(folder.resolve()):
                with tempfile.TemporaryDirectory(prefix="course-") as root:
                    try:
                        own = copied(course, Path(root))
                    except CourseError as error:
                        rows.append(Row(course.name, "", f"cannot be opened: {error}"))
                        continue
                    for name in own.problem_sets():
                        if asked.only in name:
                            status.update(f"{course.name}: {name}")
                            rows.append(examined(own, name, course.name))
                            _write(rows, asked.json)
    console = Console(width=max(160, Console().width))
    console.print(table(rows))
    for row in rows:
        for line in lines(row):
            console.print(Text(f"{row.course} / {row.name}: {line}"), soft_wrap=True)


def _write(rows: list[Row], target: Path | None) -> None:
    """Write what is known so far: a set may take minutes, and a person little time."""
    if target is not None:
        found = [asdict(row) for row in rows]
        target.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
