"""Which file is which notebook of the set, and where the other files lie beside it."""

from __future__ import annotations

import filecmp
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.course.collect.claims import is_notebook
from autograder.course.collect.names import (
    LONGEST_PATH,
    folded,
    is_reserved,
    shown,
    without_copy_mark,
    writable,
)
from autograder.course.collect.unpack import Piece

STAMP = "timestamp.txt"
"""Where nbgrader keeps the time of a submission."""


@dataclass
class Sorted:
    """A submission as it will lie in the course."""

    places: dict[str, Piece] = field(default_factory=dict)
    """The files, by path within the submission."""
    lost: list[str] = field(default_factory=list)
    """Notebooks of which nobody can tell what they are, while one of the set is missing."""
    notes: list[str] = field(default_factory=list)
    """Names that had to change, copies that do not count."""
    fault: str = ""
    """Why the submission cannot be used; empty if it can."""


def sort(pieces: Sequence[Piece], notebooks: Sequence[str]) -> Sorted:
    """Where each file of a submission goes. Nothing is left out.

    Args:
        pieces: the files.
        notebooks: file names of the set's notebooks.
    """
    done = Sorted()
    chosen: dict[str, Piece] = {}
    for notebook, fitting in _fitting(pieces, notebooks).items():
        best = min(_order(piece, notebook, notebooks) for piece in fitting)
        first, *others = [piece for piece in fitting if _order(piece, notebook, notebooks) == best]
        different = [other for other in others if not filecmp.cmp(first.content, other.content, False)]
        if different:
            which = ", ".join(shown(piece.path) for piece in (first, *different))
            done.fault = f"which of these is {notebook} cannot be told: {which}"
            return done
        chosen[notebook] = first
        for piece in fitting:
            if piece is not first and _rank(piece, notebook, notebooks) < 5:
                done.notes.append(f"{shown(piece.path)}: {shown(first.path)} counts as {notebook}")
    if not chosen:
        found = ", ".join(shown(piece.path) for piece in pieces if is_notebook(piece.path))
        done.fault = f"none of the notebooks is one of {', '.join(notebooks)}: {found}"
        return done
    _place(pieces, chosen, done)
    _name_unknown(pieces, notebooks, chosen, done)
    return done


def _rank(piece: Piece, notebook: str, notebooks: Sequence[str]) -> int:
    """How surely a file is a notebook of the set: 0 by its very name, 5 because there is no other, 6 not."""
    name, wanted = piece.path.name[: -len(".ipynb")], notebook.removesuffix(".ipynb")
    if name == wanted:
        return 0
    name, wanted = folded(name), folded(wanted)
    plain = without_copy_mark(name)
    if name == wanted:
        return 1
    if plain == wanted:
        return 2
    if plain.endswith(wanted):
        return 3 if not plain[-len(wanted) - 1].isalnum() else 4
    return 5 if len(notebooks) == 1 else 6


def _fitting(pieces: Sequence[Piece], notebooks: Sequence[str]) -> dict[str, list[Piece]]:
    """The files that may be each notebook; each file is given to the one that it is called most like."""
    fitting: dict[str, list[Piece]] = {}
    for piece in pieces:
        if is_notebook(piece.path):
            rank, _, best = min((_rank(piece, book, notebooks), -len(book), book) for book in notebooks)
            if rank < 6:
                fitting.setdefault(best, []).append(piece)
    return fitting


def _order(piece: Piece, notebook: str, notebooks: Sequence[str]) -> tuple[int, list[int], int]:
    """The better the lower: by its name, then the later by the system's time, then the higher up."""
    later = [-ord(char) for char in piece.time] or [0]
    return _rank(piece, notebook, notebooks), later, len(piece.path.parts)


def _place(pieces: Sequence[Piece], chosen: dict[str, Piece], done: Sorted) -> None:
    """Notebooks of the set at the top, what lay beside or below them there too, the rest as it lay."""
    done.places.update(chosen)
    folders: set[str] = set()
    taken = {id(piece) for piece in chosen.values()}
    homes = sorted({piece.path.parent for piece in chosen.values()}, key=lambda home: -len(home.parts))
    for piece in pieces:
        if id(piece) in taken:
            continue
        home = next((home for home in homes if home in piece.path.parents), PurePosixPath())
        wanted = piece.path.relative_to(home)
        safe = PurePosixPath(*map(writable, wanted.parts))
        if len(str(safe).encode()) > LONGEST_PATH:
            safe = PurePosixPath(safe.name)
        if folded(str(safe)) == STAMP:
            # The time is the system's word, never the student's.
            safe = PurePosixPath("handed in", safe)
        target = _free(safe, done.places, folders)
        done.places[str(target)] = piece
        folders.update(map(str, target.parents))
        if target != wanted:
            done.notes.append(f"{shown(piece.path)}: kept as {shown(target)}")
        if any(map(is_reserved, target.parts)):
            done.notes.append(f"{shown(target)}: Windows cannot have a file of this name")
    _note_twins(done)


def _free(path: PurePosixPath, places: Collection[str], folders: Collection[str]) -> PurePosixPath:
    """The path, or one like it, that no other file has and that is no other's folder."""
    number, target = 1, path
    while str(target) in folders or any(str(step) in places for step in (target, *target.parents)):
        number += 1
        target = PurePosixPath(f"more {number}", path)
    return target


def _note_twins(done: Sorted) -> None:
    """Say which names differ in case or accents only: some file systems take them for one."""
    seen: dict[str, str] = {}
    for place in done.places:
        other = seen.setdefault(folded(place), place)
        if other != place:
            done.notes.append(f"{shown(place)} and {shown(other)} differ in case or accents only")


def _name_unknown(
    pieces: Sequence[Piece], notebooks: Sequence[str], chosen: dict[str, Piece], done: Sorted
) -> None:
    """Where a notebook of the set is missing, say which unknown ones were handed in."""
    missing = [notebook for notebook in notebooks if notebook not in chosen]
    if not missing:
        return
    for piece in pieces:
        if is_notebook(piece.path) and min(_rank(piece, book, notebooks) for book in notebooks) == 6:
            done.lost.append(
                f"{shown(piece.path)}: none of {', '.join(notebooks)}, while {', '.join(missing)} is missing"
            )
