"""Small nbgrader courses whose notebooks are written as .ipynb files, as most courses have them."""

import hashlib
import json
from pathlib import Path

from autograder.course.folders import Course, open_course

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def marked(grade_id: str, **fields: object) -> dict:
    """nbgrader's metadata of a cell."""
    flags = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **flags, **fields}}


def code(source: str, metadata: dict | None = None) -> dict:
    return {
        "cell_type": "code",
        "metadata": metadata or {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def text(words: str, metadata: dict | None = None) -> dict:
    return {"cell_type": "markdown", "metadata": metadata or {}, "source": words}


def given(source: str, grade_id: str = "given") -> dict:
    return code(source, marked(grade_id, locked=True))


def solution(source: str, grade_id: str = "mine") -> dict:
    """A cell that a student answers; its whole text is the model answer."""
    body = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return code(body, marked(grade_id, solution=True))


def check(source: str, grade_id: str, points: float = 1) -> dict:
    return code(source, marked(grade_id, grade=True, locked=True, points=points))


def essay(words: str, grade_id: str = "essay", points: float = 2) -> dict:
    return text(words, marked(grade_id, grade=True, solution=True, points=points))


def notebook(cells: list[dict], **kernel: str) -> dict:
    digests = [hashlib.sha256(cell["source"].encode()).hexdigest()[:8] for cell in cells]
    numbered = [{**cell, "id": f"{i}-{digests[i]}"} for i, cell in enumerate(cells)]
    return {
        "cells": numbered,
        "metadata": {"kernelspec": {**KERNEL, **kernel}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def write(path: Path, cells: list[dict]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(cells)), encoding="utf-8")
    return path


def plain_course(root: Path, cells: list[dict], name: str = "small", config: str = "") -> Course:
    """A course with one problem set of one notebook, nothing released."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(f"c = get_config()\n{config}", encoding="utf-8")
    write(root / "source" / name / f"{name}.ipynb", cells)
    return open_course(root)


def hand_in(course: Course, student: str, answers: dict[str, str], name: str = "small") -> None:
    """The released notebook with some cells answered, or as it was released."""
    released = json.loads((course.path("release", name) / f"{name}.ipynb").read_text(encoding="utf-8"))
    for cell in released["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(grade_id, cell["source"])
    target = course.path("submitted", name, student)
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{name}.ipynb").write_text(json.dumps(released), encoding="utf-8")


def scores(course: Course, name: str = "small") -> dict[str, dict[str, float | None]]:
    """What the gradebook has, by student and cell."""
    with course.gradebook() as gradebook:
        return {
            submission.student_id: {
                grade.name: grade.auto_score for book in submission.notebooks for grade in book.grades
            }
            for submission in gradebook.find_assignment(name).submissions
        }
