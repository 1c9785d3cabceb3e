"""Which layout an export has: decided once, from what lies at its top, and the same for every file in it.

A system writes all names at the top, so its layout is taken only if all of them fit. What fits two systems,
or one system nearly, is refused: guessing wrong gives somebody's work to somebody else.

One folder at the top can be a student's, or hold the class. The roster decides; where there is none, it holds
the class if what is in it reads as two or more students.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from autograder.course.collect.archives import suffix_of
from autograder.course.collect.claims import Claim, Export, is_notebook, is_own_notebook
from autograder.course.collect.layouts import LAYOUTS, github, nbgrader
from autograder.course.collect.names import shown, without_copy_mark
from autograder.course.collect.roster import Roster
from autograder.course.collect.systems import SYSTEMS
from autograder.course.errors import CourseError

DEEPEST = 5
"""How many folders may lie round the class."""


GRADESCOPES = re.compile(r"assignment_[0-9]+_export")
"""The folder that Gradescope puts round the class."""


@dataclass(frozen=True)
class Layout:
    """What an export was taken for."""

    name: str
    """The layout's name."""
    claims: Mapping[PurePosixPath, Claim]
    """Whose each file is, by path in the export; a file that is nobody's is not here."""
    guessed: str = ""
    """The folder that was taken to hold the class, though nothing proves it; empty if none was."""

    @property
    def persons(self) -> set[tuple[str, ...]]:
        """The keys of everybody in the export."""
        return {claim.key for claim in self.claims.values()}

    def below(self, folder: str, guessed: str) -> Layout:
        """The same for paths that begin with a folder."""
        claims = {PurePosixPath(folder, path): claim for path, claim in self.claims.items()}
        return Layout(self.name, claims, guessed)


def find_layout(export: Export, roster: Roster, wanted: str = "") -> Layout:
    """The layout of an export.

    Args:
        export: paths and names.
        roster: the course's students.
        wanted: name of the layout if the instructor says it.

    Raises:
        CourseError: if it cannot be told, or there is no layout `wanted`.
    """
    if wanted:
        return _wanted(replace(export, named=True), wanted)
    return _found(export, roster, DEEPEST)


def _wanted(export: Export, name: str) -> Layout:
    if name not in LAYOUTS:
        known = ", ".join(LAYOUTS)
        raise CourseError(f"expected a layout: {known}. Received: --layout {shown(name)}.")
    claims = LAYOUTS[name](export)
    inner = None if claims or name == "folders" else _inside(export)
    if inner is None:
        return Layout(name, claims)
    return _wanted(inner, name).below(export.paths[0].parts[0], "")


def _found(export: Export, roster: Roster, deepest: int) -> Layout:
    fitting = [
        Layout(name, claims) for name, read in SYSTEMS.items() if _fits(claims := read(export), export)
    ]
    if len(fitting) > 1:
        raise _ambiguous(
            "as an export of " + " and of ".join(layout.name for layout in fitting), fitting[0].name
        )
    if fitting:
        return fitting[0]
    _refuse_nearly(export)
    if (claims := nbgrader(export)) and _is_nbgrader(export):
        return Layout("nbgrader", claims)
    if (claims := github(export)) and _fits(claims, export):
        return Layout("github", claims)
    inner = _inside(export) if deepest else None
    if inner is not None and (wrapped := _of_class(export, inner, roster, deepest)):
        return wrapped
    return _plain(export)


def _tops(paths: Iterable[PurePosixPath]) -> set[str]:
    """What lies at the top and can be somebody's submission: folders, notebooks, archives."""
    return {
        path.parts[0] for path in paths if len(path.parts) > 1 or is_notebook(path) or suffix_of(path.name)
    }


def _fits(claims: Mapping[PurePosixPath, Claim], export: Export) -> bool:
    """Whether a system wrote all that lies at the top; other loose files may lie there too."""
    return bool(claims) and _tops(export.paths) <= {path.parts[0] for path in claims}


def _refuse_nearly(export: Export) -> None:
    """Refuse an export most of which a system wrote, but not all."""
    tops = _tops(export.paths)
    for name, read in SYSTEMS.items():
        read_tops = {path.parts[0] for path in read(export)} & tops
        if 2 * len(read_tops) > len(tops):
            others = ", ".join(map(shown, sorted(tops - read_tops)[:3]))
            raise _ambiguous(f"as an export of {name} with something else in it ({others})", name)


def _ambiguous(reading: str, first: str) -> CourseError:
    return CourseError(
        f"whose work is whose cannot be told: the export reads {reading}. Say what it is with --layout "
        f"({', '.join(LAYOUTS)}), such as --layout {first}, or with --pattern."
    )


def _is_nbgrader(export: Export) -> bool:
    return all(len(path.parts) > 2 and path.parts[1] in export.sets for path in export.paths)


def _inside(export: Export) -> Export | None:
    """What lies in the only folder at the top; None if there is more at the top."""
    tops = {path.parts[0] for path in export.paths}
    if len(tops) != 1 or any(len(path.parts) == 1 for path in export.paths):
        return None
    return export.inner()


def _of_class(export: Export, inner: Export, roster: Roster, deepest: int) -> Layout | None:
    """The layout within the only folder if it holds the class; None if it is one student's."""
    folder = export.paths[0].parts[0]
    if roster.matches([folder]) if roster.complete else _holds_own_notebook(inner):
        return None
    layout = _found(inner, roster, deepest - 1)
    if layout.name == "gradescope" and GRADESCOPES.fullmatch(folder):
        return layout.below(folder, "")
    if roster.complete:
        listed = any(roster.matches(claim.candidates) for claim in layout.claims.values())
        return layout.below(folder, "") if listed else None
    if len(layout.persons) < 2 or _has_other_folders(inner, layout):
        return None
    return layout.below(folder, folder)


def _holds_own_notebook(inner: Export) -> bool:
    """Whether a notebook of the set lies in a folder, as in what one student hands in."""
    return any(len(path.parts) == 1 and _is_copy_of(path, inner.notebooks) for path in inner.paths)


def _has_other_folders(inner: Export, layout: Layout) -> bool:
    """Whether folders read as students' are of another kind: one of them has no notebook."""
    with_notebook = {
        path.parts[0]
        for path in inner.paths
        if len(path.parts) > 1 and (is_notebook(path) or suffix_of(path.name))
    }
    folders = {path.parts[0] for path in inner.paths if len(path.parts) > 1}
    return layout.name == "folders" and not folders <= with_notebook


def _is_copy_of(path: PurePosixPath, notebooks: Sequence[str]) -> bool:
    return is_own_notebook(f"{without_copy_mark(path.stem)}{path.suffix}", notebooks)


def _plain(export: Export) -> Layout:
    """A folder or an archive for each student, or a notebook for each."""
    loose = [path for path in export.paths if len(path.parts) == 1 and is_notebook(path)]
    loose = [path for path in loose if not is_own_notebook(path.name, export.notebooks)]
    inner = {path.parts[0] for path in export.paths if len(path.parts) > 1 and is_notebook(path)}
    if loose and inner:
        example = f"{shown(loose[0])} beside {shown(sorted(inner)[0])}/"
        raise _ambiguous(f"as notebooks of students and as folders of students ({example})", "folders")
    name = "files" if loose else "folders"
    return Layout(name, LAYOUTS[name](export))
