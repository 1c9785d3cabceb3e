"""Grades a class of hostile students and their neighbours, and prints as JSON what became of everybody.

Run as a program, with the kind of jail and a problem set of NumPy alone. Whoever runs it owns the course.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from cheats import CHEATS

from autograder.audit.bank import solved
from autograder.course.folders import open_course
from autograder.course.release import release
from autograder.course.settings import settings_of
from autograder.course.source import read
from autograder.grading.run import grade
from autograder.report.export import export
from autograder.report.feedback import feedback
from autograder.sandbox.jail import system

NAME = "ps2-gradients"
REPOSITORY = Path(__file__).parents[3]
CELL = "relu"
WRONG = """
def relu(z):
    return 7.0 * z + 1.0


def relu_grad(z):
    return np.where(z > 0, np.ones_like(z), np.zeros_like(z))

"""
CONFIG = """
from pathlib import Path

c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent / "course")
c.Autograder.solutions_directory = str(Path(__file__).resolve().parent / "solutions")
c.Autograder.cell_seconds = 4.0
c.Autograder.notebook_seconds = 60.0
c.Autograder.memory_megabytes = 768
"""
EVERY = 12
"""Hostile students after whom an honest one and one with a wrong answer sit."""


def students():
    """The class in the order of its ids: their cheats; None for an honest student, "wrong" for the other."""
    found = {}
    for number, cheat in enumerate(CHEATS):
        found[f"s{number:03}-{cheat.name.replace(' ', '-').replace(chr(39), '')}"] = cheat
        if number % EVERY == 0 or number == len(CHEATS) - 1:
            found[f"s{number:03}a-honest"] = None
            found[f"s{number:03}b-wrong"] = "wrong"
    return found


def make(root, port):
    """A course with the class's submissions."""
    for name in (NAME,):
        target = root / "solutions" / name
        target.mkdir(parents=True)
        shutil.copy(REPOSITORY / f"solutions/{name}/{name}.md", target)
    (root / "course").mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG)
    course = open_course(root)
    release(course, NAME)
    source = read(course.notebooks(NAME)[0])
    released = read(course.path("release", NAME) / f"{NAME}.ipynb")
    others = course.path("submitted", NAME, "s000a-honest")
    places = {
        "GRADEBOOK": str(course.root / "gradebook.db"),
        "SOURCE": str(course.notebooks(NAME)[0]),
        "SUBMITTED": str(others),
        "PORT": port,
    }
    for student, cheat in students().items():
        folder = course.path("submitted", NAME, student)
        folder.mkdir(parents=True)
        if cheat is None:
            notebook = solved(source, released)
        else:
            code = "" if cheat == "wrong" else cheat.written("relu", **places)
            notebook = solved(source, released, {CELL: WRONG + code})
        content = json.loads(json.dumps(notebook))
        if cheat not in (None, "wrong"):
            content = cheat.change(content)
            for name, text in cheat.files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        (folder / f"{NAME}.ipynb").write_text(json.dumps(content))
    return course


@contextmanager
def listening():
    """A port of this machine, and the list of what arrives there."""
    arrived = []
    stream, packets = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    packets.bind(stream.getsockname())
    packets.setblocking(False)

    def accept():
        try:
            arrived.append(repr(stream.accept()[0].recv(100)))
        except OSError:
            return

    threading.Thread(target=accept, daemon=True).start()
    yield stream.getsockname()[1], arrived
    with suppress(BlockingIOError):
        arrived.append(repr(packets.recv(100)))
    stream.close()
    packets.close()


def contents(root, course):
    """What nobody but the grader may change, by path: content, mode and time."""
    own = ("autograded", "feedback", ".autograder")
    found = {}
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(course.root).parts if path.is_relative_to(course.root) else ()
        if inner[:1] and (inner[0] in own or inner[0].startswith("gradebook.db")):
            continue
        status = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        changed = None if path == course.root else status.st_mtime_ns  # the grader's own files lie there
        found[str(path.relative_to(root))] = (content, status.st_mode, status.st_uid, changed)
    return found


def around():
    """What lies in the folders where a student's code or the grader might leave something.

    In the folders that other programs share, the names that the cheats write; in this run's own one, all.
    """
    places = [Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path(os.environ.get("HOME", "/tmp"))]
    names = {f"{place}/{path.name}" for place in places if place.is_dir() for path in place.iterdir()}
    left = ("left", "meet", ".ipython", "usercustomize", "sitecustomize", "0", "1")
    own = [str(path) for path in Path(tempfile.gettempdir()).iterdir()]
    return sorted([*(name for name in names if Path(name).name.startswith(left)), *own])


def shown(course, student):
    """Length of a student's executed notebook and page, and what they show that was never theirs."""
    path = course.path("autograded", NAME, student) / f"{NAME}.ipynb"
    if not path.exists():
        return {"notebook": 0, "page": 0, "leaks": []}
    content = path.read_text(encoding="utf-8")
    cells = json.loads(content)["cells"]
    tests = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
    # Outputs of the tests, which the instructor alone sees, quote their own lines.
    outputs = json.dumps([cell.get("outputs") for cell in cells if cell not in tests])
    page = course.path("feedback", NAME, student) / f"{NAME}.html"
    text = page.read_text(encoding="utf-8", errors="surrogateescape") if page.exists() else ""
    words = ("hidden_checks(", "FOUND", "SQLite format", "BEGIN HIDDEN", "BEGIN SOLUTION", "root:x:0")
    # A student's own source stands on the page; "FOUND" is printed with what was found.
    leaks = [word for word in words if word in outputs] + [w for w in words if w != "FOUND" and w in text]
    return {"notebook": len(content), "page": len(text), "leaks": leaks}


def main(kind):
    """Grade the class, and print what became of it."""
    system.become_subreaper()
    root = Path(tempfile.mkdtemp(prefix="hostile-", dir="/tmp"))
    root.chmod(0o755)
    # Other graders on this machine have their folders in /tmp too.
    temporary = tempfile.mkdtemp(prefix="hostile-temporary-", dir="/tmp")
    os.environ["TMPDIR"] = tempfile.tempdir = temporary
    canary, usual = subprocess.Popen(["sleep", "3600"]), os.getpriority(os.PRIO_PROCESS, 0)
    try:
        with listening() as (port, arrived):
            course = make(root, port)
            before, lying = contents(root, course), around()
            settings = settings_of(course, jail=kind)
            done = grade(course, NAME, settings, workers=2)
            again = grade(course, NAME, settings, workers=2)
        problems = [
            problem for problem in (tried(feedback, course, NAME), tried(exported, course)) if problem
        ]
        after = contents(root, course)
        unharmed = canary.poll() is None and os.getpriority(os.PRIO_PROCESS, canary.pid) == usual
        canary.kill()
        canary.wait()
        report = {
            "isolation": sorted({graded.isolation for graded in done if graded.isolation}),
            "status": {graded.student: [graded.status, graded.reason] for graded in done},
            "again": {graded.student: graded.status for graded in again},
            "cells": {
                graded.student: {c.grade_id: [c.score, c.verdict, c.message[:300]] for c in graded.cells}
                for graded in done
            },
            "seconds": {graded.student: graded.seconds for graded in done},
            "shown": {student: shown(course, student) for student in students()},
            "changed": [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)],
            "left": sorted(set(around()) - set(lying)),
            "arrived": arrived,
            "unharmed": unharmed,
            "problems": problems,
            "strays": strays(),
        }
    finally:
        shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(temporary, ignore_errors=True)
    print(json.dumps(report))


def tried(step, *arguments):
    """What a step of the command failed with; nothing if it did not."""
    try:
        step(*arguments)
    except Exception as error:
        return f"{step.__name__}: {type(error).__name__}: {error}"


def exported(course):
    """Write the marks, and put them away."""
    export(course, NAME, course.root / "marks.csv", cells=True)
    (course.root / "marks.csv").unlink()


def strays():
    """Descendants of this process that outlived the grading."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            if int(words[1]) == os.getpid() and words[0] != "Z":
                found.append(Path(f"/proc/{name}/cmdline").read_text()[:200])
        except OSError:
            continue
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
