"""Drafts put in place: which attempt counts, by the rule; no older one takes the place of a newer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from autograder.course.collect import write
from autograder.course.collect.attempts import Attempt, Attempts, Rule
from autograder.course.collect.drafts import Draft, called
from autograder.course.collect.names import shown
from autograder.course.collect.report import Collected, Missed, Outcome, Row
from autograder.course.folders import Course


class Placing:
    """Puts the attempts of students in place; call `save` at the end."""

    def __init__(self, course: Course, name: str, rule: Rule, replace: bool, done: Collected) -> None:
        self._course, self._name, self._rule, self._replace, self._done = course, name, rule, replace, done
        self._attempts = Attempts(course, name)

    def save(self) -> None:
        """Write what is known of the attempts."""
        self._attempts.save()

    def place(self, student: str, drafts: Sequence[Draft]) -> None:
        """Put the attempt that counts in place and keep the others.

        Args:
            student: id.
            drafts: the attempts, the newest first.
        """
        target = self._course.path("submitted", self._name, student)
        chosen = drafts[-1] if self._rule == "first" else drafts[0]
        try:
            outcome = self._placed(student, chosen, target)
            if outcome is None:
                return
            for draft in drafts:
                if draft is not chosen:
                    self._keep(student, draft.folder, draft.attempt)
        except OSError as error:
            self._done.missed.append(
                Missed(called(chosen.person), shown(error.strerror or error), student=student)
            )
            return
        if len(drafts) > 1:
            self._tell_others(student, chosen, drafts)
        if self._rule == "best" and not self._done.dry_run:
            self._attempts.record(student).rule = "best"
        elif not self._done.dry_run:
            self._attempts.record(student).rule = self._rule
        name = shown(chosen.person.name) if chosen.person.name != student else ""
        time = chosen.attempt.time or ("late" if chosen.attempt.late else "")
        self._done.rows.append(Row(student, name, chosen.files, time, outcome))

    def _placed(self, student: str, draft: Draft, target: Path) -> Outcome | None:
        """What became of the attempt that is to count; None if nothing may be changed."""
        there = os.path.lexists(target)
        record = self._attempts.record(student)
        if there and write.is_same(draft.folder, target, but_time=not draft.attempt.time):
            self._know(student, draft.attempt)
            return "unchanged"
        if there and draft.doubt:
            why = (
                f"{shown(draft.doubt)}/ in the export may be one student's folder or hold "
                "the class. Unpack the export and give the folder in which the students' folders lie."
            )
            self._done.missed.append(Missed(called(draft.person), why, student=student))
            return None
        if there and not self._replace and (reason := self._yields(draft.attempt, record.counts)):
            if self._keep(student, draft.folder, draft.attempt):
                self._done.notes.append(f"{shown(student)}: {reason}; the other one is kept as an attempt")
            return "kept"
        if not self._done.dry_run:
            before = record.counts
            write.put(draft.folder, target)
            # They have changed places; what differs in its time alone is no other attempt.
            if there and not write.is_same(draft.folder, target, but_time=True):
                self._keep(student, draft.folder, before)
            record.counts = draft.attempt
        return "replaced" if there else "new"

    def _yields(self, new: Attempt, there: Attempt) -> str:
        """Why what lies there stays; empty if it does not."""
        if self._rule == "first":
            if there.is_older(new):
                return f"the first attempt{_of(there)} counts"
            return "" if new.is_older(there) else f"what was collected first{_of(there)} counts"
        return (
            f"what lies there is newer{_of(there)} than the export's{_of(new)}" if new.is_older(there) else ""
        )

    def _keep(self, student: str, folder: Path, attempt: Attempt) -> bool:
        return self._done.dry_run or self._attempts.keep(student, folder, attempt)

    def _know(self, student: str, attempt: Attempt) -> None:
        """Note what an export says of a submission that lies there already."""
        before = self._attempts.record(student).counts
        self._attempts.record(student).counts = Attempt(
            attempt.time or before.time,
            attempt.order or before.order,
            max(attempt.exported, before.exported),
            attempt.late or before.late,
            attempt.system or before.system,
            attempt.back or before.back,
        )

    def _tell_others(self, student: str, chosen: Draft, drafts: Sequence[Draft]) -> None:
        what = {"last": "the last", "first": "the first", "best": "the last, until they are graded,"}[
            self._rule
        ]
        others = ", ".join(draft.attempt.time or "another" for draft in drafts if draft is not chosen)
        self._done.notes.append(
            f"{shown(student)}: of {len(drafts)} submissions {what} counts ({chosen.attempt.time}); "
            f"kept as attempts: {others}"
        )


def _of(attempt: Attempt) -> str:
    """When an attempt was handed in, in brackets, if that is known."""
    return f" ({attempt.time})" if attempt.time else ""
