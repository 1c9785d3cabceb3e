"""What the course keeps of each student beside nbgrader's gradebook: JSON files below ``.autograder``."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from autograder.course.errors import CourseError
from autograder.course.files import write_atomically

FORMAT = 1
Kept = TypeVar("Kept")


def read(path: Path, made_of: Callable[[Mapping[str, Any]], Kept], remedy: str) -> dict[str, Kept]:
    """Read what is kept, by the students' ids; nothing where there is no file.

    Args:
        path: of the file.
        made_of: makes of what the file has of a student what it stands for; may raise what a damaged file
            leads to.
        remedy: what to do about a damaged file, as a sentence.

    Raises:
        CourseError: if the file is damaged.
    """
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']}")
        return {student: made_of(found) for student, found in content["students"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} cannot be read ({type(error).__name__}: {error}). {remedy}") from error


def write(path: Path, students: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what is kept of the students, whole or not at all, for nobody else to read.

    Args:
        path: of the file.
        students: id -> what JSON can hold.
    """
    content = {"format": FORMAT, "students": dict(sorted(students.items()))}
    text = json.dumps(content, indent=1, ensure_ascii=False)
    write_atomically(path, text.encode("utf-8", "replace"), 0o600)
