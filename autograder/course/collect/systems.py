r"""How each learning management system writes whose a file is.

==============  =====================================================================================
``moodle``      ``<name>_<number>_assignsubmission_<kind>_/<file>`` (a folder each, the default), or
                ``<name>_<number>_assignsubmission_<kind>_<file>``. There is no ``_`` in Moodle's names.
``canvas``      ``<name>_[LATE_]<number>_<attachment>_<file>``, text as ``<name>_<number>_text.html``; when
                marked anonymously ``anon_<id>_<attachment>_<file>``. No ``_<digits>_`` in the name.
``blackboard``  ``<assignment>_<login>_attempt_<time>_<file>``, and ``…_attempt_<time>.txt`` with the comment
``gradescope``  ``submission_<number>/<file>``; ``submission_metadata.yml`` says whose each is
``brightspace`` ``<number>-<folder> - <name> - <time>/<file>``, formerly ``… - <time> - <file>``
==============  =====================================================================================

Sources: Moodle's ``mod/assign/classes/downloader.php``, Canvas's ``lib/content_zipper.rb``, the pattern in
nbgrader's ``zip_collect``, and programs that sort the downloads of Blackboard and Brightspace. Each
expression takes the *first* place where the system's mark stands: what follows it is the student's.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from autograder.course.collect.claims import Claim, Export, Read
from autograder.course.collect.gradescope_list import METADATA, submissions
from autograder.course.collect.times import blackboard_time, brightspace_time

MOODLE = re.compile(
    r"(?P<name>(?:(?!_assignsubmission_).)+?)_(?P<number>[0-9]+)_assignsubmission_(?P<kind>[a-z]+)", re.DOTALL
)
CANVAS = re.compile(
    r"(?P<name>(?:(?!_[0-9]+_)[\w-])+?)_(?P<late>LATE_)?(?P<number>[0-9]+)_"
    r"(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<text>(?:text|link)\.html))",
    re.DOTALL,
)
CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<number>[0-9A-Za-z]{5})_"
    r"(?:(?P<attachment>[0-9]+)_(?P<file>.+)|(?P<text>(?:text|link)\.html))",
    re.DOTALL,
)
BLACKBOARD = re.compile(
    r"(?P<head>(?:(?!_attempt_[0-9]{4}-).)+)_attempt_(?P<time>[0-9]{4}(?:-[0-9][0-9]){5})(?:_(?P<file>.+)|(?P<text>\.txt)|)",
    re.DOTALL,
)
_DATE = (
    r"(?:[^\W\d_]+\.? [0-9]{1,2}|[0-9]{1,2} [^\W\d_]+\.?),? [0-9]{4}"
    r" [0-9]{1,2}:?[0-9]{2}(?: [AaPp]\.?[Mm]\.?)?"
)
BRIGHTSPACE_FOLDER = re.compile(rf"(?P<number>[0-9]+)-[0-9]+ - (?P<name>.+) - (?P<time>{_DATE})", re.DOTALL)
BRIGHTSPACE_FILE = re.compile(
    rf"(?P<number>[0-9]+)-[0-9]+ - (?P<name>(?:(?! - {_DATE}).)+) - (?P<time>{_DATE}) - (?P<file>.+)",
    re.DOTALL,
)


def moodle(export: Export) -> dict[PurePosixPath, Claim]:
    """Moodle, with a folder for each student or without."""
    claims = {}
    for path in export.paths:
        match = MOODLE.match(path.parts[0])
        if match is None:
            continue
        rest = path.parts[0][match.end() :]
        if len(path.parts) > 1 and rest in ("", "_"):
            file = PurePosixPath(*path.parts[1:])
        elif len(path.parts) == 1 and rest.startswith("_") and len(rest) > 1:
            file = PurePosixPath(rest[1:])
        else:
            continue
        name, number, folder = match["name"], match["number"], match[0]
        login = name.rpartition("_")[2] if "_" in name else ""
        ids = (number, login, name) if login else (number, name)
        claims[path] = Claim((name, number), ids, file, name, back=f"{folder.removesuffix('_')}_/")
    return claims


def canvas(export: Export) -> dict[PurePosixPath, Claim]:
    """Canvas. Its times are not in the export, only that somebody was late."""
    claims = {}
    ids: tuple[str, ...]
    for path in export.paths:
        if len(path.parts) > 1:
            continue
        if match := CANVAS_ANONYMOUS.fullmatch(path.name):
            person, ids = "", (match["number"],)
        elif match := CANVAS.fullmatch(path.name):
            person, ids = match["name"], (match["name"], match["number"])
        else:
            continue
        file = PurePosixPath(match["text"] or match["file"])
        # Somebody whose name ends in _1 would be read as number 1 of the name before it.
        doubt = bool(person and re.match(r"[0-9]+_", match["file"] or ""))
        doubtful = (f"{person}_{match['number']}", match["attachment"]) if doubt else ()
        key = (person or "anon", match["number"])
        claims[path] = Claim(
            key,
            ids,
            file,
            person,
            late=bool(match["late"]),
            doubtful=doubtful,
            order=int((match["attachment"] or "0")[:18]),
            back=path.name,
        )
    return claims


def blackboard(export: Export) -> dict[PurePosixPath, Claim]:
    """Blackboard. The name of the assignment is the same for all and may hold "_"; so may a login."""
    matches = {path: match for path in export.paths if (match := _blackboard(path))}
    common = _common([match["head"] for match in matches.values()], export.name)
    claims = {}
    for path, match in matches.items():
        head = match["head"]
        start = common or head.rfind("_") + 1
        # The usual login is what the heads do not share; a longer one shares its beginning with the others.
        starts = [start, *(i for i in range(start - 1, 0, -1) if head[i - 1] == "_"), 0]
        ids = tuple(dict.fromkeys(head[i:] for i in starts if head[i:]))
        file = PurePosixPath(match["file"] or f"comment{match['text'] or ''}", *path.parts[1:])
        if len(path.parts) > 1 and not match["file"]:
            file = PurePosixPath(*path.parts[1:])
        claims[path] = Claim((head,), ids, file, time=blackboard_time(match["time"]), attempt=match["time"])
    return claims


def _common(heads: Iterable[str], name: str) -> int:
    """How many characters, up to a "_", all heads begin with: the assignment's name, and perhaps more."""
    distinct = [head.split("_") for head in dict.fromkeys(heads)]
    if all("_".join(parts).startswith(f"{name}_") for parts in distinct):
        return len(name) + 1
    if len(distinct) < 2:
        return 0
    most = min(map(len, distinct)) - 1
    same = itertools.takewhile(lambda parts: len(set(parts)) == 1, zip(*distinct, strict=False))
    return sum(len(parts[0]) + 1 for parts in list(same)[:most])


def _blackboard(path: PurePosixPath) -> re.Match[str] | None:
    match = BLACKBOARD.fullmatch(path.parts[0])
    bare = match is not None and match["file"] is None and match["text"] is None
    return None if bare and len(path.parts) == 1 else match


def brightspace(export: Export) -> dict[PurePosixPath, Claim]:
    """Brightspace (D2L): a folder for each submission, so that one student may have several."""
    claims = {}
    for path in export.paths:
        if len(path.parts) > 1 and (match := BRIGHTSPACE_FOLDER.fullmatch(path.parts[0])):
            file = PurePosixPath(*path.parts[1:])
        elif len(path.parts) == 1 and (match := BRIGHTSPACE_FILE.fullmatch(path.name)):
            file = PurePosixPath(match["file"])
        else:
            continue
        name, number, time = match["name"], match["number"], match["time"]
        org_id = re.match(r"[0-9]+(?= )", name)  # some schools put their own number before the name
        ids = (number, *([org_id[0]] if org_id else []), name)
        claims[path] = Claim((name, number), ids, file, name, brightspace_time(time), time)
    return claims


def gradescope(export: Export) -> dict[PurePosixPath, Claim]:
    """Gradescope: a folder for each submission, and a list of who made it. A group has one together."""
    claims = {}
    listed = submissions(export.contents.get(PurePosixPath(METADATA), b""))
    for path in export.paths:
        submission = listed.get(path.parts[0]) if len(path.parts) > 1 else None
        if submission is None or not submission.submitters:
            continue
        file = PurePosixPath(*path.parts[1:])
        made = [
            Claim((path.parts[0], *ids), tuple(filter(None, ids)), file, name, submission.time)
            for *ids, name in submission.submitters
        ]
        claims[path] = replace(made[0], also=tuple(made[1:]))
    return claims


SYSTEMS: dict[str, Read] = {
    "moodle": moodle,
    "canvas": canvas,
    "blackboard": blackboard,
    "brightspace": brightspace,
    "gradescope": gradescope,
}
"""Layouts that a system writes, by name."""
