"""Submissions that look alike, for a person to look at side by side. Nothing is judged here.

What students wrote is compared as a sequence of tokens, without comments, layout and names, which are the
first to be changed; what was given to all counts for nothing. Two right answers to a short task are alike for
good reasons, so only long ones are compared, and of those only pairs are shown that are more alike than
nearly all others.
"""

from __future__ import annotations

import io
import json
import keyword
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from autograder.course.folders import Course
from autograder.course.markers import Marker
from autograder.course.notebooks import NotANotebook, read_cells

FEWEST_TOKENS = 60
"""Tokens below which an answer is too short to be compared."""
MOST_TOKENS = 20_000
LEAST = 0.9
"""Likeness (0 to 1) from which a pair is shown, if it also stands out of the class."""
STANDS_OUT = 0.995
"""Part of all pairs that must be less alike."""
MOST_PAIRS = 20
_LAYOUT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
}


@dataclass(frozen=True)
class Pair:
    """Two submissions that look alike."""

    one: str
    other: str
    likeness: float
    """0 to 1: twice the tokens that both have in this order, by the tokens of both."""
    answers: tuple[tuple[str, str, str], ...] = ()
    """grade_id of each answer, and what either wrote."""


def answers_of(course: Course, name: str, student: str) -> dict[str, str]:
    """What a student wrote into the code cells to answer, by grade_id; nothing where nothing can be read."""
    found = {}
    for path in sorted(course.path("autograded", name, student).glob("*.ipynb")):
        try:
            cells = read_cells(path.read_bytes())
        except (NotANotebook, OSError):
            continue
        for cell in cells:
            marker = Marker.of(cell)
            if marker.solution and cell["cell_type"] == "code":
                found[marker.grade_id] = str(cell["source"])
    return found


def similar(answers: Mapping[str, Mapping[str, str]], given: Mapping[str, str]) -> list[Pair]:
    """The pairs of submissions that stand out, the most alike first.

    Args:
        answers: what each student wrote, by student and cell.
        given: what was released, by cell.
    """
    numbers: dict[str, int] = {}
    sequences: dict[str, list[int]] = {}
    for student, cells in sorted(answers.items()):
        own = [
            numbers.setdefault(token, len(numbers))
            for cell, source in cells.items()
            if tokens(source) != tokens(given.get(cell, ""))
            for token in tokens(source)
        ]
        if len(own) >= FEWEST_TOKENS:
            sequences[student] = own[:MOST_TOKENS]
    if len(sequences) < 3:
        return []  # nothing to stand out of
    students = list(sequences)
    texts = ["".join(map(_character, sequences[student])) for student in students]
    alike = process.cdist(texts, texts, scorer=Indel.normalized_similarity, dtype=np.float32)
    upper = alike[np.triu_indices(len(students), 1)]
    least = max(LEAST, float(np.quantile(upper, STANDS_OUT)) if len(upper) > 50 else LEAST)
    pairs = [
        (float(alike[i, j]), students[i], students[j])
        for i, j in zip(*np.triu_indices(len(students), 1), strict=True)
        if alike[i, j] >= least
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    return [
        Pair(one, other, likeness, _beside(answers[one], answers[other], given))
        for likeness, one, other in pairs[:MOST_PAIRS]
    ]


def _character(number: int) -> str:
    """A character for a token; the surrogates, which are none, are left out."""
    return chr(number if number < 0xD800 else number + 0x800)


def _beside(
    one: Mapping[str, str], other: Mapping[str, str], given: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    changed = [cell for cell in one if cell in other and one[cell] != given.get(cell)]
    return tuple((cell, one[cell], other[cell]) for cell in changed)


def tokens(source: str) -> list[str]:
    """The tokens of Python code, names but for keywords as one; lines where it is no code."""
    try:
        found = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return source.split()
    return [
        "name" if token.type == tokenize.NAME and not keyword.iskeyword(token.string) else token.string
        for token in found
        if token.type not in _LAYOUT
    ]


def released_answers(folder: Path) -> dict[str, str]:
    """What was released in the cells to answer, by grade_id."""
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        for cell in json.loads(path.read_bytes())["cells"]:
            marker = Marker.of(cell)
            if marker.solution:
                found[marker.grade_id] = "".join(cell["source"])
    return found
