"""Notebooks that were handed in under another name: copied, downloaded twice, renamed, put into a folder.

A file is taken for a notebook of the set if its name differs only as browsers and people change names, or if
it holds that notebook's cells, and no other file can be meant. Else it is refused and named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.course.markers import Marker
from autograder.course.notebooks import NotANotebook, read_cells
from autograder.course.plain_text import one_line

_COPY = re.compile(
    r"(?:[\s_-]*(?:\(\d+\)|copy(?:[\s_-]*\(?\d*\)?)|copy\d*|kopie(?:\s*\(?\d*\)?)|copia(?:\s*\(?\d*\)?)))+$"
)
_COPY_OF = re.compile(r"^(?:copy of|kopie von|copia de|copie de)\s+")
_ENOUGH = 0.5
"""Share of a notebook's marked cells that a file must hold to be taken for it."""


@dataclass
class Assigned:
    """Which file is which notebook."""

    notebooks: dict[str, str] = field(default_factory=dict)
    """Path by notebook."""
    refused: dict[str, str] = field(default_factory=dict)
    """Why none of several files can be taken, by notebook."""


def assigned(files: Mapping[str, bytes], sources: Mapping[str, bytes]) -> Assigned:
    """Find the notebooks of a set among files that bear none of their names.

    Args:
        files: contents of the files, by path.
        sources: the instructor's notebooks that are wanted, by name.
    """
    made, left = Assigned(), dict(files)
    by_name = {book: [path for path in left if plain(path) == plain(book)] for book in sources}
    _settle(by_name, left, made)
    held = {path: _grade_ids(data) for path, data in left.items()}
    wanted = {book: _grade_ids(data) for book, data in sources.items() if book not in made.notebooks}
    by_cells = {
        book: [path for path in left if _holds(held[path], book, wanted)]
        for book in wanted
        if book not in made.refused
    }
    _settle(by_cells, left, made)
    return made


def _settle(candidates: Mapping[str, Iterable[str]], left: dict[str, bytes], made: Assigned) -> None:
    """Give each notebook its only candidate; one that has several is refused."""
    for book, found in candidates.items():
        paths = sorted(path for path in found if path in left)
        top = [path for path in paths if "/" not in path] or paths
        if len(top) == 1 or len({left[path] for path in top}) == 1 < len(top):
            made.notebooks[book] = top[0]
            for path in top:
                left.pop(path)
        elif top:
            shown = ", ".join(f"`{one_line(path)}`" for path in top[:5])
            made.refused[book] = (
                f"several files may be meant for `{book}.ipynb` ({shown}): "
                f"rename the right one to `{book}.ipynb`"
            )


def plain(path: str) -> str:
    """The name of a notebook without what copying, downloading and typing change about it."""
    name = unicodedata.normalize("NFKC", path.rpartition("/")[2]).casefold().strip()
    name = re.sub(r"(?:\.ipynb|\.txt|\.json)+$", "", name).strip()
    name = _COPY.sub("", _COPY_OF.sub("", name)).strip()
    return re.sub(r"[\s_-]+", " ", re.sub(r"(?:\.ipynb)+$", "", name)).strip()


def _holds(held: frozenset[str], book: str, wanted: Mapping[str, frozenset[str]]) -> bool:
    """Whether a file holds enough cells of a notebook, and more of them than of any other."""
    common = {other: len(held & ids) / max(1, len(ids)) for other, ids in wanted.items()}
    best = max(common.values())
    return best >= _ENOUGH and common[book] == best and list(common.values()).count(best) == 1


def _grade_ids(raw: bytes) -> frozenset[str]:
    try:
        return frozenset(name for cell in read_cells(raw) if (name := Marker.of(cell).grade_id))
    except NotANotebook:
        return frozenset()
