"""Names from outside: of students, files and folders. Shown on one line, compared, written to a disk."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from functools import lru_cache
from pathlib import PurePosixPath

from autograder.course.plain_text import NAME_CHARACTERS, visible

LONGEST_ID = 250
"""Bytes of a student's id: `<id>.json` is a file name, which may have 255."""
LONGEST_PART = 255
"""Bytes that one name in a path may have on Linux's file systems."""
LONGEST_PATH = 1024
"""Bytes of a path within a submission."""
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of writing, so that a name reads as another."""
RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""
JUNK = (
    *("__MACOSX", ".DS_Store", "._*", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints", "__pycache__"),
    *(".git", ".svn", ".hg", ".idea", ".vscode", ".venv", ".mypy_cache", ".pytest_cache", ".Trash*"),
)
"""What computers and programs write for themselves: files and folders."""


COPY = re.compile(r"(?: ?\(\d+\)|-\d+|-Copy\d+| copy(?: \d+)?)$", re.IGNORECASE)
"""What browsers, systems and Jupyter put at the end of a name that they have already."""


def without_copy_mark(stem: str) -> str:
    """A name without the mark of a copy: ``one (1)``, ``one-2`` and ``one-Copy1`` become ``one``."""
    return COPY.sub("", stem)


def shown(name: object, longest: int = NAME_CHARACTERS) -> str:
    """A name on one line that shows what it is: what is unseen as its code, what is long cut."""
    text = str(name)
    return visible(text[:longest]) + "…" * (len(text) > longest)


def folded(name: str) -> str:
    """The same for names that people, or file systems, take for one: case, accents, blanks round it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).strip()


def unprintable(char: str) -> bool:
    """Whether a character can do harm in a name: a control character, a line's end, half a surrogate pair."""
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in BIDI


def fault_of_id(student: str) -> str:
    """Why a text cannot be a student's id; empty if it can."""
    if not student:
        return "is empty"
    if student.startswith("."):
        return "begins with a dot"
    if "/" in student or "\\" in student:
        return "holds a slash"
    if any(map(unprintable, student)):
        return "holds a character that cannot be printed"
    if len(student.encode("utf-8")) > LONGEST_ID:
        return f"is longer than {LONGEST_ID} bytes"
    return ""


def writable(part: str) -> str:
    """A name that a file system keeps: harmful characters become "_", a long name loses its middle."""
    name = "".join("_" if unprintable(c) or c == "/" else c for c in part)
    if len(name.encode("utf-8")) <= LONGEST_PART:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix.encode()) <= 20 else ""
    kept = name.removesuffix(suffix).encode("utf-8")[: LONGEST_PART - len(suffix.encode()) - 4]
    return kept.decode("utf-8", "ignore") + "~" + suffix


def is_reserved(part: str) -> bool:
    """Whether Windows cannot have a file of this name."""
    return bool(RESERVED.fullmatch(part)) or part != part.rstrip(". ") or any(c in '<>:"|?*' for c in part)


def is_junk(path: PurePosixPath, ignored: tuple[str, ...] = ()) -> bool:
    """Whether a program wrote a file for itself, or the course leaves it out."""
    expression = _any_of((*JUNK, *ignored))
    return any(map(expression.fullmatch, path.parts))


@lru_cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(fnmatch.translate, patterns)))
