"""The stages of collecting, one after the other: read, find the layout, identify, draft, place."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import replace as replace_
from pathlib import Path, PurePosixPath

from autograder.course.collect.attempts import RULES, Rule
from autograder.course.collect.bounds import Bounds, Total
from autograder.course.collect.claims import Export
from autograder.course.collect.detect import DEEPEST, Layout, find_layout
from autograder.course.collect.drafts import Drafting
from autograder.course.collect.foreign import majority
from autograder.course.collect.gradescope_list import LARGEST_LIST, METADATA
from autograder.course.collect.hand_in_times import read_times
from autograder.course.collect.identify import identify
from autograder.course.collect.layouts import by_pattern
from autograder.course.collect.names import is_junk, shown
from autograder.course.collect.origin import Entry, opened
from autograder.course.collect.place import Placing
from autograder.course.collect.report import Collected
from autograder.course.collect.roster import read_roster
from autograder.course.collect.workplace import workplace
from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.settings import zone_of


def collect(
    course: Course,
    name: str,
    origin: Path,
    pattern: str = "",
    *,
    layout: str = "",
    new_students: bool = False,
    timezone: str = "UTC",
    attempt: str = "last",
    times: Path | None = None,
    replace: bool = False,
    dry_run: bool = False,
    bounds: Bounds | None = None,
) -> Collected:
    """Put submissions where nbgrader expects them; of several attempts one counts, the others are kept.

    One student's faults are that student's: everybody else is collected.

    Args:
        course: the course.
        name: problem set.
        origin: a zip archive or a folder.
        pattern: regular expression searched in the path of each file of the export; its groups
            ``student_id``, and where they help ``file_id`` and ``timestamp``, say what the file is, as in
            ``nbgrader zip_collect``.
        layout: what the export is, by the names of `layouts.LAYOUTS`; found out if empty.
        new_students: take students too who are not on the course's list.
        timezone: zone (IANA name) of the times that the system writes into names.
        attempt: which of several attempts of a student counts.
        times: a list of the system's that says when everybody handed in.
        replace: take what the export has in any case, also where what lies there is newer.
        dry_run: change nothing, and say what would happen.
        bounds: how much may be unpacked.

    Raises:
        CourseError: if the origin cannot be read, is not safe to unpack, holds no submission or those of
            another set, or its layout cannot be told.
    """
    course.require(name)
    notebooks = [path.name for path in course.notebooks(name)]
    if not notebooks:
        raise CourseError(f"{name} has not been released yet. Run `autograder release {name}` first.")
    compiled, zone, bounds = _compiled(pattern), zone_of(timezone), bounds or Bounds()
    if pattern and layout:
        raise CourseError("expected --pattern or --layout. Received: both.")
    rule = _rule(attempt)
    with opened(origin, bounds) as entries:
        ignored = tuple(course.ignored)
        plain = [entry for entry in entries if not is_junk(entry.path, ignored)]
        sets = frozenset([*course.problem_sets(), name])
        export = Export(
            [entry.path for entry in plain],
            name,
            notebooks,
            sets,
            clones=_clones(entries),
            contents=_lists(plain),
        )
        roster = read_roster(course)
        known_times, unclear = read_times(times, roster, zone) if times else ({}, [])
        if compiled:
            found = Layout("pattern", by_pattern(compiled, export))
        else:
            found = find_layout(export, roster, layout)
        handed_in = course.students("submitted", name)
        who = identify(found.claims, roster, new_students, handed_in)
        done = Collected(missed=who.missed, notes=[*who.notes, *unclear], layout=found.name, dry_run=dry_run)
        if len(plain) < len(entries):
            done.notes.append(f"{len(entries) - len(plain)} files that programs write for themselves")
        if found.name == "moodle" and not roster.complete:
            done.advice.append(
                "Moodle's participant numbers are those of this assignment alone. Moodle's list of "
                "participants gives everybody one id in all sets: `autograder roster FILE.csv`"
            )
        _name_unclaimed(plain, found, export, done)
        if who.persons:
            exported = max((entry.time for entry in plain), default="")
            drafting = Drafting(course, name, notebooks, zone, found, exported, done)
            with workplace(course, name) as folder:
                by_path = {entry.path: entry for entry in plain}
                drafts = drafting.drafts(who.persons, by_path, Total(bounds), known_times, folder)
                _refuse_other_sets(name, origin, drafting.others, len(drafts) + len(drafting.others))
                placing = Placing(course, name, rule, replace, done)
                for student, drafted in drafts.items():
                    placing.place(student, drafted)
                if not dry_run:
                    placing.save()
    if not done.rows and all(missed.empty for missed in done.missed):
        raise _nothing(origin, done)
    done.rows = [replace_(row, person=roster.names.get(row.student) or row.person) for row in done.rows]
    if roster.complete:
        there = {*handed_in, *done.students}
        named = {missed.student for missed in done.missed}
        done.absent = sorted(roster.students - there - named)
    return done


def _refuse_other_sets(name: str, origin: Path, others: dict[str, str], persons: int) -> None:
    if other := majority(others, persons):
        raise CourseError(
            f"{shown(origin)} holds submissions of {shown(other)}, not of {name}: so the cells in "
            f"{list(others.values()).count(other)} of {persons} submissions say. Nothing was changed."
        )


def _clones(entries: Sequence[Entry]) -> frozenset[PurePosixPath]:
    """The folders that are clones of git repositories."""
    found = (entry.path for entry in entries if ".git" in entry.path.parts)
    return frozenset(PurePosixPath(*path.parts[: path.parts.index(".git")]) for path in found)


def _lists(entries: Sequence[Entry]) -> dict[PurePosixPath, bytes]:
    """What Gradescope's own list holds, wherever it lies; whether it is one, its layout finds out."""
    found = {}
    for entry in entries:
        if entry.path.name == METADATA and len(entry.path.parts) <= DEEPEST and not entry.fault:
            with contextlib.suppress(Exception), entry.open() as stream:  # zipfile raises half a dozen kinds
                found[entry.path] = stream.read(LARGEST_LIST)
    return found


def _name_unclaimed(entries: Sequence[Entry], found: Layout, export: Export, done: Collected) -> None:
    """Say which files are nobody's. Brightspace's list, and other sets in nbgrader's folder, need no word."""
    for entry in entries:
        parts = entry.path.parts
        lists = {"brightspace": "index.html", "gradescope": METADATA}
        own = parts[-1] == lists.get(found.name) and len(parts) <= 2
        if entry.path in found.claims or own:
            continue
        if found.name == "nbgrader" and export.sets & set(parts[:-1]):
            continue
        done.lost.append(f"{shown(entry.path)}: whose it is cannot be told from its name")


def _nothing(origin: Path, done: Collected) -> CourseError:
    lines = "".join(f"\n  {line}" for line in done.passed_over[:10])
    return CourseError(
        f"{shown(origin)} holds no notebook (.ipynb) whose name or folder names a student.{lines}"
    )


def _compiled(pattern: str) -> re.Pattern[str] | None:
    if not pattern:
        return None
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise CourseError(f"expected a regular expression. Received: pattern={pattern} ({error})") from error
    if "student_id" not in compiled.groupindex:
        raise CourseError(f"expected a group (?P<student_id>…) in the pattern. Received: pattern={pattern}")
    return compiled


def _rule(name: str) -> Rule:
    for rule in RULES:
        if rule == name:
            return rule
    raise CourseError(f"expected --attempt {', '.join(RULES)}. Received: --attempt {shown(name)}.")
