"""How many submissions a second, against `nbgrader autograde`, otter and the same cells without isolation?

    python bench/grading.py [--numpy N] [--keras N] [--memory N] [--sample N] [--workers N] [--otter FILE]
                            [--json FILE]

A class hands in the reference solution, each with a remark of its own; everything counts that an
instructor waits for: start, execution, notebook files, gradebook. The peers grade one submission and a
sample, which gives their start and what each further submission takes, reckoned up for the whole class.
The floor runs the same cells in one warm process with no isolation, gradebook or files. Otter is another
program with other versions of its libraries: it is looked for on the path or named by `--otter`, and its
environment must hold what the problem set imports. `--memory N` grades a class of N on the NumPy set instead
and tells how much memory the grader and all its processes held at most during each 50 submissions.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from autograder.course.folders import open_course
from autograder.course.nbgrader_compat import quick_nbformat

with quick_nbformat():
    import nbformat

    from autograder.course.release import release

from autograder.audit.bank import solved
from autograder.course.notebooks import SKIPPED, tags
from autograder.course.source import read
from autograder.grading import restore
from autograder.grading.notebook import Grader, grade_notebook
from autograder.grading.run import grade
from autograder.records import Settings

SOLUTIONS = Path(__file__).parents[1] / "solutions"
NUMPY_SET, KERAS_SETS = "ps1-schedules", ("ps3-batch-normalization", "ps1-schedules")
TARGETS = {"numpy": 30, "keras": 50}
"""How many times nbgrader's submissions per second are asked for."""
FLOOR = """
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


def without_keras(notebook):
    """The notebook without the cells that name Keras, and without all that build on them."""
    banned, cells = {"keras"}, notebook.cells
    while True:
        wanted = re.compile(rf"\b({'|'.join(banned)})\b")
        lost = [cell for cell in cells if cell.cell_type == "code" and wanted.search(cell.source)]
        code = "\n".join(c.source for c in lost if not c.metadata.get("nbgrader", {}).get("grade"))
        defined = set(re.findall(r"^(?:def|class) (\w+)", code, re.MULTILINE))
        if defined <= banned:
            notebook.cells = [cell for cell in cells if cell not in lost]
            return notebook
        banned |= defined


def new_course(root, kind, size):
    """A course with one problem set, released and handed in ``size`` times."""
    name = NUMPY_SET if kind == "numpy" else next(n for n in KERAS_SETS if (SOLUTIONS / n).is_dir())
    notebook = read(SOLUTIONS / name / f"{name}.md")
    if kind == "numpy":
        notebook = without_keras(notebook)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'bench'\n")
    source = root / "source" / name / f"{name}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook, source)
    course = open_course(root)
    release(course, name)
    released = read(course.path("release", name) / f"{name}.ipynb")
    for number in range(size):
        answer = solved(read(source), released)
        answer.cells.append(nbformat.v4.new_markdown_cell(f"Handed in by student {number}."))
        path = root / "submitted" / f"s{number:04d}" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(answer, path)
    return course, name


def ours(root, kind, size, workers):
    """Seconds per submission of the whole engine, and where they go."""
    course, name = new_course(root, kind, size)
    begin = time.perf_counter()
    done = grade(course, name, Settings(cell_seconds=60), workers=workers)
    seconds = time.perf_counter() - begin
    failed = [graded for graded in done if graded.status != "graded"]
    assert not failed, failed[:3]
    source = (root / "source" / name / f"{name}.ipynb").read_bytes()
    parts, result = stages(source, min(size, 20))
    begin = time.perf_counter()
    grade(course, name, Settings(), force=True, grader=lambda *data, files: result)
    parts["gradebook and files"] = (time.perf_counter() - begin) / size
    return {"seconds": seconds / size, "stages": parts, "floor": floor(source)}


def stages(source, repeat):
    """Seconds per submission of the stages, one after the other on one worker; and the last result."""
    with Grader(Settings(cell_seconds=60)) as grader:
        begin = time.perf_counter()
        grader.warm(source)
        start = time.perf_counter() - begin
        results = [grade_notebook(source, source, grader=grader) for _ in range(repeat)]
        isolation = grader.isolation
    begin = time.perf_counter()
    for _ in range(repeat):
        restore.restore(source, source)
    restoring = (time.perf_counter() - begin) / repeat
    tests = sum(cell.seconds for result in results for cell in result.cells) / repeat
    whole = sorted(result.seconds for result in results)[repeat // 2]
    return {
        "start, once": start,
        "restoring cells": restoring,
        "test cells": tests,
        "forks, jail and student cells": whole - restoring - tests,
        "isolation": isolation,
    }, results[-1]


def floor(source):
    """Seconds of the same cells in one warm process."""
    code = [cell for cell in nbformat.reads(source.decode(), 4).cells if cell.cell_type == "code"]
    cells = [cell.source for cell in code if SKIPPED not in tags(cell)]
    cells = [
        "\n".join(line for line in cell.splitlines() if not line.startswith(("%", "!"))) for cell in cells
    ]
    words = [sys.executable, "-c", FLOOR.replace("REPEAT", "5")]
    done = subprocess.run(words, input=json.dumps(cells), capture_output=True, text=True)
    return float(done.stdout) if done.returncode == 0 else None


def nbgrader(root, kind, size):
    """Seconds of `nbgrader autograde` for one submission and for a sample."""
    course, name = new_course(root, kind, size)
    words = [sys.executable, "-m", "nbgrader", "autograde", name]
    return timed([*words, "--student", "s0000"], course.root), timed([*words, "--force"], course.root)


def otter(root, kind, size, command):
    """Seconds of `otter run` for each submission on the same questions; None without otter."""
    if not command:
        return None
    course, name = new_course(root, kind, 1)
    assignment = root / "otter.ipynb"
    nbformat.write(as_otter(read(course.notebooks(name)[0])), assignment)
    timed([command, "assign", assignment.name, "dist"], root)
    archive = next((root / "dist/autograder").glob("*.zip"))
    solution = root / "dist/autograder/otter.ipynb"
    words = [command, "run", "-a", str(archive), "-o", str(root), str(solution)]
    return sum(timed(words, root) for _ in range(size)) / size


def as_otter(notebook):
    """The problem set in otter's format: each graded cell a test of one question."""
    cells = [nbformat.v4.new_raw_cell("# ASSIGNMENT CONFIG\nsolutions_pdf: false\ngenerate: true")]
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade") and not marks.get("solution") and cell.cell_type == "code":
            question = marks["grade_id"].replace("-", "_")
            cells.append(
                nbformat.v4.new_raw_cell(f"# BEGIN QUESTION\nname: {question}\npoints: {marks['points']}")
            )
            cells.append(nbformat.v4.new_raw_cell("# BEGIN TESTS"))
            cells.append(nbformat.v4.new_code_cell(cell.source))
            cells += [nbformat.v4.new_raw_cell("# END TESTS"), nbformat.v4.new_raw_cell("# END QUESTION")]
        else:
            cells.append(nbformat.v4.new_code_cell(cell.source) if cell.cell_type == "code" else cell)
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)


def timed(words, folder):
    """Seconds that a command takes."""
    # A kernel is found beside the program's own interpreter.
    path = os.pathsep.join([str(Path(words[0]).parent), os.environ.get("PATH", "")])
    begin = time.perf_counter()
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=os.environ | {"PATH": path})
    seconds = time.perf_counter() - begin
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words[:4]))} failed: {done.stderr[-500:]}")
    return seconds


def held():
    """Bytes of memory of this process and all its descendants; what they share counts once."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    total = 0
    for number in parents:
        ancestor = number
        while ancestor in parents and ancestor != os.getpid():
            ancestor = parents[ancestor]
        if ancestor == os.getpid():
            try:
                found = re.search(
                    r"^Pss: +(\d+)", Path(f"/proc/{number}/smaps_rollup").read_text(), re.MULTILINE
                )
                total += int(found[1]) << 10
            except OSError:
                continue
    return total


def memory(size, workers):
    """Most bytes that the grader and its processes held during each 50 submissions.

    A single look tells how many children there happened to be; the most of many looks, what is needed.
    """
    marks, looks = {}, []

    def note(graded):
        looks.append(held())
        if len(looks) % 50 == 0 or len(looks) == size:
            marks[len(looks)] = max(looks[-50:])

    with tempfile.TemporaryDirectory(prefix="bench-memory-") as folder:
        course, name = new_course(Path(folder), "numpy", size)
        grade(course, name, Settings(cell_seconds=60), workers=workers, on_graded=note)
    return marks


def measure(kind, size, told):
    """All figures of one kind of problem set, each in a course folder of its own."""
    figures = {"class": size}
    for who, run in (
        ("autograder", lambda root: ours(root, kind, size, told.workers)),
        ("nbgrader", lambda root: nbgrader(root, kind, told.sample)),
        ("otter", lambda root: otter(root, kind, min(told.sample, 3), told.otter)),
    ):
        with tempfile.TemporaryDirectory(prefix=f"bench-{who}-") as folder:
            figures[who] = run(Path(folder))
    one, sample = figures["nbgrader"]
    each = (sample - one) / (told.sample - 1)
    figures["nbgrader"] = {"start": one - each, "each": each, "seconds": (one - each) / size + each}
    return figures


def show(console, kind, figures):
    """Print the table of one kind."""
    own, peer = figures["autograder"]["seconds"], figures["nbgrader"]
    table = Table(title=f"{kind}: a class of {figures['class']}", box=box.SIMPLE)
    for head in ("", "ms per submission", "times ours"):
        table.add_column(head, justify="right" if head else "left")
    table.add_row("autograder", f"{own * 1e3:.1f}", "")
    for name, seconds in (
        ("nbgrader autograde", peer["seconds"]),
        ("  of that, each further submission", peer["each"]),
        ("otter run", figures["otter"]),
        ("floor: same cells, no isolation", figures["autograder"]["floor"]),
    ):
        shown = ("not found", "") if seconds is None else (f"{seconds * 1e3:.1f}", f"{seconds / own:.2f}")
        table.add_row(name, *shown)
    console.print(table)
    for stage, value in figures["autograder"]["stages"].items():
        console.print(f"  {stage}: {value if isinstance(value, str) else f'{value * 1e3:.1f} ms'}")
    ratio = peer["seconds"] / own
    console.print(f"  {ratio:.1f} times nbgrader; asked for {TARGETS[kind]}: {ratio >= TARGETS[kind]}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--numpy", type=int, default=200, help="class on the NumPy set; 0 leaves it out")
    parser.add_argument("--keras", type=int, default=60, help="class on the Keras set; 0 leaves it out")
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="memory of a class of N instead")
    parser.add_argument("--sample", type=int, default=6, help="submissions that the peers grade; at least 2")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--otter", default=shutil.which("otter"), metavar="FILE", help="the command otter")
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    console, report = Console(), {}
    if told.memory:
        marks = report["memory"] = memory(told.memory, told.workers)
        for count, size in marks.items():
            console.print(f"{count:6} submissions: {size / 1e6:.0f} MB")
        first, *_, last = marks.values()
        console.print(f"at the end against the first 50: {last / first - 1:+.1%}")
    for kind, size in () if told.memory else (("numpy", told.numpy), ("keras", told.keras)):
        if size:
            with console.status(f"{kind}: grading {size} submissions, and {told.sample} with each peer"):
                report[kind] = measure(kind, size, told)
            show(console, kind, report[kind])
    if told.json:
        told.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
