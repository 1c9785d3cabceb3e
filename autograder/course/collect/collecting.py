"""The stages of collecting, one after the other: read, find the layout, identify, sort, write."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, tzinfo
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from autograder.course.collect import write
from autograder.course.collect.bounds import Bounds, TooMuch, Total
from autograder.course.collect.claims import Claim, Export
from autograder.course.collect.detect import Layout, find_layout
from autograder.course.collect.identify import Person, identify
from autograder.course.collect.layouts import by_pattern
from autograder.course.collect.names import is_junk, shown
from autograder.course.collect.origin import Entry, opened
from autograder.course.collect.report import Collected, Missed, Row
from autograder.course.collect.roster import read_roster
from autograder.course.collect.sort import Sorted, sort
from autograder.course.collect.times import in_utc
from autograder.course.collect.unpack import Unpacked, Unpacker
from autograder.course.collect.workplace import workplace
from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.nbgrader_compat import utc_time


def collect(
    course: Course,
    name: str,
    origin: Path,
    pattern: str = "",
    *,
    layout: str = "",
    new_students: bool = False,
    timezone: str = "UTC",
    bounds: Bounds | None = None,
) -> Collected:
    """Put submissions where nbgrader expects them; a student's earlier one of the set is replaced as a whole.

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
        bounds: how much may be unpacked.

    Raises:
        CourseError: if the origin cannot be read, is not safe to unpack, holds no submission, or its layout
            cannot be told.
    """
    course.require(name)
    notebooks = [path.name for path in course.notebooks(name)]
    if not notebooks:
        raise CourseError(f"{name} has not been released yet. Run `autograder release {name}` first.")
    compiled, zone, bounds = _compiled(pattern), _zone(timezone), bounds or Bounds()
    if pattern and layout:
        raise CourseError("expected --pattern or --layout. Received: both.")
    with opened(origin, bounds) as entries:
        ignored = tuple(course.ignored)
        plain = [entry for entry in entries if not is_junk(entry.path, ignored)]
        sets = frozenset([*course.problem_sets(), name])
        export = Export([entry.path for entry in plain], name, notebooks, sets)
        roster = read_roster(course)
        if compiled:
            found = Layout("pattern", by_pattern(compiled, export))
        else:
            found = find_layout(export, roster, layout)
        who = identify(found.claims, roster, new_students, course.students("submitted", name))
        done = Collected(missed=who.missed, notes=who.notes, layout=found.name)
        if len(plain) < len(entries):
            done.notes.append(f"{len(entries) - len(plain)} files that programs write for themselves")
        _name_unclaimed(plain, found, export, done)
        if who.persons:
            collector = _Collector(course, name, notebooks, zone, found.guessed, done)
            by_path = {entry.path: entry for entry in plain}
            collector.collect(who.persons, by_path, Total(bounds))
    if not done.rows and all(missed.empty for missed in done.missed):
        raise _nothing(origin, done)
    return done


class _Collector:
    """Collects the students of an export."""

    def __init__(
        self, course: Course, name: str, notebooks: Sequence[str], zone: tzinfo, guessed: str, done: Collected
    ) -> None:
        self._course, self._name, self._notebooks, self._zone = course, name, notebooks, zone
        self._guessed, self._done = guessed, done

    def collect(self, persons: Sequence[Person], entries: dict[PurePosixPath, Entry], total: Total) -> None:
        with workplace(self._course, self._name) as folder:
            for number, person in enumerate(persons):
                files = [(entries[path], claim) for path, claim in person.claims.items()]
                draft = folder / str(number)
                draft.mkdir()
                try:
                    self._collect_one(person, files, draft, total)
                except TooMuch as error:
                    self._miss(person, str(error))
                except OSError as error:
                    self._miss(person, shown(error.strerror or error))
                except Exception as error:
                    # Whatever is wrong with this submission, the others are collected.
                    self._miss(person, f"collecting failed: {type(error).__name__}: {shown(error)}")
                shutil.rmtree(draft, ignore_errors=True)

    def _collect_one(
        self, person: Person, files: list[tuple[Entry, Claim]], folder: Path, total: Total
    ) -> None:
        if twice := [entry for entry, _ in files if entry.twice]:
            self._miss(person, f"the export holds {shown(twice[0].path)} twice")
            return
        attempts = sorted(
            {claim.attempt for _, claim in files}, key=lambda a: _time_of(a, files), reverse=True
        )
        if len(attempts) > 1 and len({_time_of(attempt, files) for attempt in attempts}) < len(attempts):
            self._miss(person, "several submissions, and which is the last cannot be told")
            return
        unpacked, tried = Unpacked(), []
        for attempt in attempts:
            own = [(entry, claim) for entry, claim in files if claim.attempt == attempt]
            total.begin_student()
            place = Path(tempfile.mkdtemp(dir=folder))
            unpacked = Unpacker(place, total, tuple(self._course.ignored)).unpack(own)
            tried.append(unpacked)
            if unpacked.has_notebook:
                break
            shutil.rmtree(place, ignore_errors=True)
        if not unpacked.has_notebook:
            self._miss(person, _without_notebook(files, tried), empty=True)
            return
        who, number = shown(person.student), len(attempts)
        self._done.notes += [
            f"{who}: of {number} submissions that of {attempt} counts, not that of {other}"
            for other in attempts
            if other != attempt
        ]
        self._write(person, own, unpacked, folder)

    def _write(
        self, person: Person, files: list[tuple[Entry, Claim]], unpacked: Unpacked, folder: Path
    ) -> None:
        sorted_out = sort(unpacked.pieces, self._notebooks)
        if sorted_out.fault:
            self._miss(person, sorted_out.fault)
            return
        time = self._time(person, files, unpacked)
        draft, target = folder / "draft", self._course.path("submitted", self._name, person.student)
        write.build(draft, sorted_out.places, time, self._course.group_shared)
        if self._guessed and os.path.lexists(target) and not write.is_same(draft, target):
            self._miss(
                person,
                f"{shown(self._guessed)}/ in the export may be one student's folder or hold "
                "the class. Unpack the export and give the folder in which the students' folders lie.",
            )
            return
        outcome = write.put(draft, target)
        name = shown(person.name) if person.name != person.student else ""
        late = any(claim.late for _, claim in files)
        shown_time = time or ("late" if late else "")
        self._done.rows.append(Row(person.student, name, len(sorted_out.places), shown_time, outcome))
        self._tell(person, unpacked, sorted_out)

    def _time(self, person: Person, files: list[tuple[Entry, Claim]], unpacked: Unpacked) -> str:
        """When it was handed in, in nbgrader's form: what the system says last."""
        if unpacked.stamp:
            try:
                return f"{utc_time(unpacked.stamp).isoformat(sep=' ')} UTC"
            except (ValueError, OverflowError):
                self._done.notes.append(f"{shown(person.student)}: its timestamp.txt cannot be read")
        return in_utc(max((claim.time for _, claim in files), default=""), self._zone)

    def _tell(self, person: Person, unpacked: Unpacked, sorted_out: Sorted) -> None:
        who = shown(person.student)
        self._done.lost += [f"{who}: {line}" for line in (*unpacked.lost, *sorted_out.lost)]
        self._done.notes += [f"{who}: {line}" for line in (*unpacked.notes, *sorted_out.notes)]
        if unpacked.junk:
            self._done.notes.append(f"{who}: {unpacked.junk} files that programs write for themselves")

    def _miss(self, person: Person, why: str, empty: bool = False) -> None:
        name = f" ({shown(person.name)})" if person.name not in ("", person.student) else ""
        self._done.missed.append(Missed(f"{shown(person.student)}{name}", why, empty))


def _time_of(attempt: str, files: list[tuple[Entry, Claim]]) -> str:
    return max((claim.time for _, claim in files if claim.attempt == attempt), default="")


def _without_notebook(files: list[tuple[Entry, Claim]], tried: list[Unpacked]) -> str:
    names = ", ".join(shown(claim.file) for _, claim in files[:5])
    reasons = [line for unpacked in tried for line in (*unpacked.lost, *unpacked.notes)]
    return f"no notebook (.ipynb) in what was handed in: {'; '.join(reasons[:5]) or names}"


def _name_unclaimed(entries: Sequence[Entry], found: Layout, export: Export, done: Collected) -> None:
    """Say which files are nobody's. Brightspace's list, and other sets in nbgrader's folder, need no word."""
    for entry in entries:
        parts = entry.path.parts
        own = found.name == "brightspace" and parts[-1] == "index.html" and len(parts) <= 2
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


def _zone(name: str) -> tzinfo:
    if name == "UTC":  # also where the system has no list of zones
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CourseError(
            f"expected a time zone such as Europe/Berlin. Received: timezone={shown(name)}."
        ) from None
