"""A course with a problem set of the book's, and what its students are to type."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
from lab import environment, set_up

REPOSITORY = Path(__file__).parents[2]
SETTINGS = """\
from pathlib import Path

c = get_config()
HERE = Path(__file__).resolve().parent
c.CourseDirectory.course_id = "deep"
c.Exchange.root = {exchange!r}
"""
OF_THE_COURSE = """\
from autograder.course.formgrader import offline

offline(c)
c.CourseDirectory.root = str(HERE / "course")
c.Autograder.solutions_directory = str(HERE / "solutions")
c.Autograder.show_hidden_messages = True
c.HTMLExporter.preprocessors = ["autograder.report.rubric.ShowRubric"]
"""
MARKS = {
    **{"grade": True, "grade_id": "in-words", "locked": False, "points": 4},
    **{"schema_version": 3, "solution": True, "task": False},
}
QUESTION = f"""
## Task 8: In your own words (4 points)

When does a schedule pay?

+++ {json.dumps({"nbgrader": MARKS})}

### BEGIN SOLUTION
When the noise of the mini-batches, and no longer the distance, keeps the loss from falling.

| rubric | points |
|---|---|
| names the noise of the mini-batches | 2 |
| says what a smaller rate does about it | 2 |
### END SOLUTION
"""
_SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", re.DOTALL)
_MARKER = re.compile(r" *### BEGIN SOLUTION\n|\n *### END SOLUTION")


def make_course(folder, name, written=False):
    """Make a course with the problem set ``name``; with a question to answer in words, if ``written``."""
    (folder / "exchange").mkdir(mode=0o777)
    (folder / "exchange").chmod(0o777)
    home = folder / "teacher"
    home.mkdir()
    settings = SETTINGS.format(exchange=str(folder / "exchange"))
    (home / "nbgrader_config.py").write_text(settings + OF_THE_COURSE, "utf-8")
    shutil.copytree(REPOSITORY / "solutions" / name, home / "solutions" / name)
    if written:
        with (home / "solutions" / name / f"{name}.md").open("a", encoding="utf-8") as file:
            file.write(QUESTION)
    return home


def make_student(folder, exchange=True):
    """Make the home of a student, whose nbgrader knows the ``exchange`` or nothing."""
    home = folder / "student"
    (home / ".jupyter").mkdir(parents=True)
    set_up(home)
    if exchange:
        text = SETTINGS.format(exchange=str(folder / "exchange"))
        (home / ".jupyter" / "nbgrader_config.py").write_text(text, "utf-8")
    return home


def run(home, *command, status=0):
    """Run a command of nbgrader's or the grader's in a home; return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=home,
        env=environment(home) | {"COLUMNS": "140"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    return said


def answers(name):
    """Return the reference answer of each code cell of a problem set.

    Returns:
        By grade_id: the cell's first line, what stands between its solution markers, and all of it.
    """
    found = {}
    for cell in jupytext.read(REPOSITORY / "solutions" / name / f"{name}.md", fmt="md:myst").cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and cell.cell_type == "code":
            parts = [part.lstrip(" ") for part in _SOLUTION.findall(cell.source)]
            found[marks["grade_id"]] = cell.source.split("\n")[0], parts, _MARKER.sub("", cell.source)
    return found


def person():
    """Return the name under which nbgrader knows whoever runs the tests."""
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name
