"""Layouts that no learning management system writes: nbgrader's, plain folders, plain files, an expression.

============  =======================================================================================
``nbgrader``  ``<student>/<set>/<file>``, with nbgrader's own ``timestamp.txt``
``github``    ``<assignment>-<login>/<file>``, the clones of GitHub Classroom
``folders``   ``<student>/<file>`` or ``<student>.zip``
``files``     ``<student>.ipynb``, ``<student>_<notebook>.ipynb``: put there by the instructor, so the
              file's name is all that says whose it is
============  =======================================================================================


`LAYOUTS` has all, those of `autograder.course.collect.systems` included.
"""

from __future__ import annotations

import itertools
import re
from pathlib import PurePosixPath

from autograder.course.collect.archives import without_suffix
from autograder.course.collect.claims import Claim, Export, Read, is_notebook, is_own_notebook
from autograder.course.collect.names import without_copy_mark
from autograder.course.collect.systems import SYSTEMS
from autograder.course.collect.times import blackboard_time


def nbgrader(export: Export) -> dict[PurePosixPath, Claim]:
    """nbgrader's own folder of submissions; files of the other sets are not claimed.

    nbgrader writes a ``timestamp.txt`` for everybody. Where somebody has none, the others' are their own.
    """
    claims = {}
    stamps = [path for path in export.paths if path.parts[1:] == (export.name, "timestamp.txt")]
    students = {path.parts[0] for path in export.paths if export.name in path.parts[1:2]}
    trusted = len(stamps) == len(students) and (len(students) > 1 or export.named)
    for path in export.paths:
        if len(path.parts) > 2 and path.parts[1] == export.name:
            student, file = path.parts[0], PurePosixPath(*path.parts[2:])
            claims[path] = Claim((student,), (student,), file, stamp=trusted and path in stamps)
    return claims


def github(export: Export) -> dict[PurePosixPath, Claim]:
    """The clones of GitHub Classroom: the assignment, ``-`` and the login, which may hold ``-`` too.

    ``gh classroom clone student-repos`` makes them in a folder ``<assignment>-submissions``.
    """
    tops = sorted({path.parts[0] for path in export.paths if len(path.parts) > 1})
    if not export.named and not all(PurePosixPath(top) in export.clones for top in tops):
        return {}
    slug = _slug(tops, export)
    return {
        path: Claim((path.parts[0],), (path.parts[0][len(slug) :],), PurePosixPath(*path.parts[1:]))
        for path in export.paths
        if slug and len(path.parts) > 1
    }


def _slug(tops: list[str], export: Export) -> str:
    """What all clones begin with, up to a "-": the assignment; empty if they have nothing in common."""
    for slug in (f"{export.folder.removesuffix('-submissions')}-", f"{export.name}-"):
        if len(slug) > 1 and tops and all(top.startswith(slug) and top != slug for top in tops):
            return slug
    if len(tops) < 2:
        return ""
    parts = [top.split("-") for top in tops]
    same = itertools.takewhile(lambda each: len(set(each)) == 1, zip(*parts, strict=False))
    return "".join(f"{each[0]}-" for each in list(same)[: min(map(len, parts)) - 1])


def folders(export: Export) -> dict[PurePosixPath, Claim]:
    """A folder, or an archive, for each student."""
    claims = {}
    for path in export.paths:
        if len(path.parts) > 1:
            student, file = path.parts[0], PurePosixPath(*path.parts[1:])
        elif (student := without_suffix(path.name)) != path.name:
            file = path
        else:
            continue
        claims[path] = Claim((student,), (student, *_shorter(student, export)), file)
    return claims


def files(export: Export) -> dict[PurePosixPath, Claim]:
    """A notebook, or an archive, for each student, named by the instructor or by a program of theirs."""
    claims = {}
    for path in export.paths:
        if len(path.parts) > 1 or is_own_notebook(path.name, export.notebooks):
            continue
        if is_notebook(path):
            stem, whole = path.name[: -len(".ipynb")], ".ipynb"
        elif (stem := without_suffix(path.name)) != path.name:
            whole = ""
        else:
            continue
        shorter = _shorter(stem, export)
        file = path
        if whole:
            rest = stem.removeprefix(shorter[0]).lstrip("_") if shorter else ""
            single = len(export.notebooks) == 1
            file = PurePosixPath(export.notebooks[0] if single else f"{rest or stem}.ipynb")
            ids = (*shorter, stem)
        else:
            ids = (stem, *shorter)
        claims[path] = Claim((ids[0],), ids, file)
    return claims


def _shorter(stem: str, export: Export) -> tuple[str, ...]:
    """The stem without "_<notebook>" or "_<set>" at its end, if it has one."""
    ends = [*(notebook.removesuffix(".ipynb") for notebook in export.notebooks), export.name]
    plain = without_copy_mark(stem)
    for end in sorted(ends, key=len, reverse=True):
        if plain.endswith(f"_{end}") and len(plain) > len(end) + 1:
            return (plain[: -len(end) - 1],)
    return ()


def by_pattern(pattern: re.Pattern[str], export: Export) -> dict[PurePosixPath, Claim]:
    """What an expression of the instructor's says, as in ``nbgrader zip_collect``; searched in each path."""
    claims = {}
    for path in export.paths:
        match = pattern.search(str(path))
        if match is None:
            continue
        groups = match.groupdict()
        file = PurePosixPath(groups.get("file_id") or path.name)
        if is_notebook(path) and not is_notebook(file):
            file = file.with_name(f"{file.name}.ipynb")
        student = groups["student_id"] or ""
        name = " ".join(filter(None, (groups.get("first_name"), groups.get("last_name"))))
        time = blackboard_time(groups.get("timestamp") or "")
        claims[path] = Claim((student,), (student,), file, name, time)
    return claims


LAYOUTS: dict[str, Read] = {
    **SYSTEMS,
    "nbgrader": nbgrader,
    "github": github,
    "folders": folders,
    "files": files,
}
"""All layouts, by the name that the option `--layout` has for them."""
