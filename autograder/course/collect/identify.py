"""One id in the course for each person of an export; two claims to one id are found out, and neither wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.course.collect.claims import Claim
from autograder.course.collect.names import fault_of_id, folded, is_reserved, shown
from autograder.course.collect.report import Missed
from autograder.course.collect.roster import Roster

ADVICE = (
    "Nothing was changed. Tell them apart with a list that has what the export calls them (`autograder "
    "roster`; for Moodle the assignment's grading worksheet), with --pattern, or in the export."
)


@dataclass(frozen=True)
class Person:
    """Somebody who handed in, and what."""

    student: str
    """Id in the course."""
    claims: Mapping[PurePosixPath, Claim]
    """The files, by path in the export."""

    @property
    def name(self) -> str:
        """The name that the system gives; empty if it gives none."""
        return next(iter(self.claims.values())).person


@dataclass
class Identified:
    """Who is who in an export."""

    persons: list[Person] = field(default_factory=list)
    """Everybody whose id is certain, by id."""
    missed: list[Missed] = field(default_factory=list)
    """Those whose id is not."""
    notes: list[str] = field(default_factory=list)
    """What is odd about an id and does no harm here."""


def identify(
    claims: Mapping[PurePosixPath, Claim],
    roster: Roster,
    new_students: bool = False,
    handed_in: Iterable[str] = (),
) -> Identified:
    """Ids for everybody in an export.

    Args:
        claims: whose each file is.
        roster: the course's students.
        new_students: take those too who are not among the course's students.
        handed_in: ids of those who handed in before. Who is spelled as one of them but for case and accents,
            as a disk may spell a name, is the same.
    """
    before: dict[str, list[str]] = {}
    for student in handed_in:
        before.setdefault(folded(student), []).append(student)
    persons: dict[tuple[str, ...], dict[PurePosixPath, Claim]] = {}
    for path, claim in claims.items():
        for each in (claim, *claim.also):
            persons.setdefault(each.key, {})[path] = each
    done = Identified()
    by_id: dict[str, list[Person]] = {}
    for files in persons.values():
        student, why = _id_of(list(files.values()), roster, new_students)
        if why:
            done.missed.append(Missed(_called(files), why))
            continue
        earlier = before.get(folded(student), [])
        if student not in roster.students and student not in earlier and len(earlier) == 1:
            done.notes.append(f"{shown(student)}: taken for {shown(earlier[0])}, who handed in before")
            student = earlier[0]
        by_id.setdefault(folded(student), []).append(Person(student, files))
    for same in by_id.values():
        if len(same) == 1:
            done.persons.append(same[0])
            done.notes += _odd(same[0].student)
        else:
            done.missed.append(_two_claims(same))
    done.persons.sort(key=lambda person: person.student)
    return done


def _id_of(claims: list[Claim], roster: Roster, new_students: bool) -> tuple[str, str]:
    """The id of a person, or why there is none."""
    candidates = tuple(candidate.strip() for candidate in claims[0].candidates)
    known = roster.matches(candidates)
    if len(known) > 1:
        which = ", ".join(map(shown, sorted(known)))
        return "", f"may be any of the students {which}. {ADVICE}"
    named = roster.called(claims[0].person) if claims[0].person else set()
    if known and named and not known & named:
        return "", (
            f"its number or login is that of {', '.join(map(shown, known))}, its name that of "
            f"{', '.join(map(shown, sorted(named)))}. {ADVICE}"
        )
    doubtful = roster.matches(other for claim in claims for other in claim.doubtful) - known
    if doubtful:
        return "", f"may also be {', '.join(map(shown, sorted(doubtful)))}. {ADVICE}"
    if not known and roster.complete and not new_students:
        tried = " nor ".join(map(shown, dict.fromkeys(candidates)))
        return "", (
            f"neither the course's list nor the gradebook has {tried}. "
            "Add the student, or take all who are new with --new-students."
        )
    student = next(iter(known), candidates[0])
    fault = fault_of_id(student)
    return student, f"cannot be a student's id: it {fault}. Rename it in the export." if fault else ""


def _two_claims(same: list[Person]) -> Missed:
    """Say that several persons of the export have one id."""
    ids = " and ".join(dict.fromkeys(shown(person.student) for person in same))
    who = "; ".join(_called(person.claims) for person in same)
    spelled = len({person.student for person in same}) > 1
    reason = "names that differ in case or accents only" if spelled else "more than one has this id"
    return Missed(ids, f"{reason} ({who}). {ADVICE}")


def _called(claims: Mapping[PurePosixPath, Claim]) -> str:
    """A person as the export calls them: name, number, and a path to look at."""
    claim, path = next(iter(claims.values())), next(iter(claims))
    names = dict.fromkeys([*filter(None, [claim.person]), *claim.key])
    called = " ".join(shown(name) for name in names if name)
    return f"{called or shown(path)} [{shown(path)}]"


def _odd(student: str) -> Iterable[str]:
    if is_reserved(student):
        yield f"{shown(student)}: Windows cannot have a folder of this name; keep the course on Linux"
