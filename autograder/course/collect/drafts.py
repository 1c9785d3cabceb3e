"""What each student of an export handed in, as it would lie in the course: drafts, on the course's disk."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path, PurePosixPath

from autograder.course.collect import write
from autograder.course.collect.attempts import Attempt
from autograder.course.collect.bounds import TooMuch, Total
from autograder.course.collect.claims import Claim
from autograder.course.collect.detect import Layout
from autograder.course.collect.foreign import Sets
from autograder.course.collect.identify import Person
from autograder.course.collect.names import shown
from autograder.course.collect.origin import Entry
from autograder.course.collect.report import Collected, Missed
from autograder.course.collect.sort import Sorted, sort
from autograder.course.collect.times import in_utc
from autograder.course.collect.unpack import Unpacked, Unpacker
from autograder.course.folders import Course
from autograder.course.nbgrader_compat import utc_time

Files = Sequence[tuple[Entry, Claim]]


@dataclass(frozen=True)
class Draft:
    """One attempt of a student, made as it would lie in the course."""

    person: Person
    """Who handed it in."""
    folder: Path
    """The draft."""
    files: int
    """Number of its files."""
    attempt: Attempt
    """What is known of it."""
    doubt: str = ""
    """The folder that was taken to hold the class, though nothing proves it."""


class Drafting:
    """Makes the drafts of an export; what goes wrong with a student is that student's."""

    def __init__(
        self,
        course: Course,
        name: str,
        notebooks: Sequence[str],
        zone: tzinfo,
        layout: Layout,
        exported: str,
        done: Collected,
    ) -> None:
        self._course, self._name, self._notebooks, self._zone = course, name, notebooks, zone
        self._layout, self._exported, self._done = layout, exported, done
        self._sets = Sets(course, name)
        self.others: dict[str, str] = {}
        """The other set that a submission is of, by student."""

    def drafts(
        self,
        persons: Sequence[Person],
        entries: Mapping[PurePosixPath, Entry],
        total: Total,
        times: Mapping[str, str],
        folder: Path,
    ) -> dict[str, list[Draft]]:
        """The attempts of each student that can be used, the newest first.

        Args:
            persons: who handed in.
            entries: the files of the export, by path.
            total: counts what is read.
            times: when the students handed in, where a list says it.
            folder: where the drafts are made.
        """
        found = {}
        for number, person in enumerate(persons):
            files = [(entries[path], claim) for path, claim in person.claims.items()]
            own = folder / str(number)
            own.mkdir()
            try:
                made = self._of_one(person, files, own, total, times)
            except TooMuch as error:
                self._miss(person, str(error))
            except OSError as error:
                self._miss(person, shown(error.strerror or error))
            except Exception as error:
                # Whatever is wrong with this submission, the others are collected.
                self._miss(person, f"collecting failed: {type(error).__name__}: {shown(error)}")
            else:
                if made:
                    found[person.student] = made
                    continue
            shutil.rmtree(own, ignore_errors=True)
        return found

    def _of_one(
        self, person: Person, files: Files, folder: Path, total: Total, times: Mapping[str, str]
    ) -> list[Draft]:
        if twice := [entry for entry, _ in files if entry.twice]:
            self._miss(person, f"the export holds {shown(twice[0].path)} twice")
            return []
        attempts = sorted(
            {claim.attempt for _, claim in files}, key=lambda a: _time_of(a, files), reverse=True
        )
        if len(attempts) > 1 and len({_time_of(attempt, files) for attempt in attempts}) < len(attempts):
            self._miss(person, "several submissions, and which is the last cannot be told")
            return []
        made: list[tuple[Files, Unpacked, str, Path]] = []
        tried = []
        for number, attempt in enumerate(attempts):
            own = [(entry, claim) for entry, claim in files if claim.attempt == attempt]
            total.begin_student()
            place = folder / str(number)
            place.mkdir()
            unpacked = Unpacker(place, total, tuple(self._course.ignored)).unpack(own)
            tried.append(unpacked)
            if unpacked.has_notebook:
                time = times.get(person.student, "") if len(attempts) == 1 else ""
                made.append((own, unpacked, time, folder / (f"draft {number}" if made else "draft")))
            elif len(attempts) > 1:
                who = shown(person.student)
                self._done.notes.append(
                    f"{who}: the submission of {attempt} holds no notebook and does not count"
                )
        if not made:
            self._miss(person, _without_notebook(files, tried), empty=True)
            return []
        drafts = [self._draft(person, *each, tell=index == 0) for index, each in enumerate(made)]
        return [draft for draft in drafts if draft is not None]

    def _draft(
        self,
        person: Person,
        files: Files,
        unpacked: Unpacked,
        time: str,
        draft: Path,
        *,
        tell: bool,
    ) -> Draft | None:
        """The draft of one attempt; None where it cannot be used. Only of the newest all is told."""
        sorted_out = sort(unpacked.pieces, self._notebooks)
        fault = sorted_out.fault
        if not fault:
            chosen = [
                sorted_out.places[book].content for book in self._notebooks if book in sorted_out.places
            ]
            if other := self._sets.other(chosen):
                fault = f"its notebook is of {shown(other)}, not of {self._name}"
                self.others[person.student] = other
        if fault:
            if tell:
                self._miss(person, fault)
            return None
        time = time or self._time(person, files, unpacked)
        write.build(draft, sorted_out.places, time, self._course.group_shared)
        claims = [claim for _, claim in files]
        attempt = Attempt(
            time,
            max((claim.order for claim in claims), default=0),
            self._exported,
            any(claim.late for claim in claims),
            self._layout.name,
            next((claim.back for claim in claims if claim.back), ""),
        )
        if tell:
            self._tell(person, unpacked, sorted_out)
        return Draft(person, draft, len(sorted_out.places), attempt, self._layout.guessed)

    def _time(self, person: Person, files: Files, unpacked: Unpacked) -> str:
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
        self._done.missed.append(Missed(called(person), why, empty, person.student))


def called(person: Person) -> str:
    """A student with id and name."""
    name = f" ({shown(person.name)})" if person.name not in ("", person.student) else ""
    return f"{shown(person.student)}{name}"


def _time_of(attempt: str, files: Files) -> str:
    return max((claim.time for _, claim in files if claim.attempt == attempt), default="")


def _without_notebook(files: Files, tried: list[Unpacked]) -> str:
    names = ", ".join(shown(claim.file) for _, claim in files[:5])
    reasons = [line for unpacked in tried for line in (*unpacked.lost, *unpacked.notes)]
    return f"no notebook (.ipynb) in what was handed in: {'; '.join(reasons[:5]) or names}"
