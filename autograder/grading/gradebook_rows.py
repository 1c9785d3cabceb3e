"""Rows of nbgrader's tables for a batch of outcomes: read, made and changed many at a time.

The statements go to nbgrader's own tables, past its objects: a batch of students is a dozen statements.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from autograder.course.markers import Marker
from autograder.course.nbgrader_compat import is_unchanged, new_row_id, score_of, table
from autograder.grading.deadlines import Deadlines
from autograder.records import Result

Row = dict[str, Any]
"""A row of a table: value by column."""


@dataclass(frozen=True)
class Outcome:
    """Everything that is to be entered for one student."""

    student: str
    """Id of the student."""
    results: Mapping[str, Result]
    """Results by notebook. A notebook that was not handed in is not here; its cells get zero points."""
    timestamp: datetime | None = None
    """When the submission was handed in (UTC, naive); None leaves what the gradebook has."""
    cells: tuple[str, ...] = ()
    """The cells whose marks are entered, by grade_id; empty for all."""


@dataclass(frozen=True)
class Assignment:
    """What a submission of the problem set consists of, as it was released."""

    id: str
    """Id of its row."""
    due: datetime | None
    """When it is due (UTC, naive)."""
    deadlines: Deadlines
    """For whom it is due later."""
    books: Mapping[str, str]
    """Names of the notebooks, by the id of their rows."""
    cells: Mapping[str, tuple[str, str, str]]
    """Notebook's id, grade_id and kind (nbgrader's class of cell), by the id of the cell's row."""

    @classmethod
    def read(cls, connection: Connection, assignment: Any, deadlines: Deadlines) -> Assignment:
        """Read an assignment (`nbgrader.api.Assignment`); its due date is brought up to date."""
        due = deadlines.due(assignment.duedate)
        if due != assignment.duedate:
            rows = table("Assignment")
            connection.execute(rows.update().where(rows.c.id == assignment.id).values(duedate=due))
        books = {book.id: book.name for book in assignment.notebooks}
        cell = table("BaseCell").c
        query = select(cell.id, cell.notebook_id, cell.name, cell.type).where(cell.notebook_id.in_(books))
        cells = {row.id: (row.notebook_id, row.name, row.type) for row in connection.execute(query)}
        return cls(assignment.id, due, deadlines, books, cells)

    def extended(self, submissions: Iterable[Row]) -> list[Row]:
        """Bring the extensions of submissions up to date, in place.

        Returns:
            Those that have another one now.
        """
        changed = []
        for row in submissions:
            extension = self.deadlines.extension(row["student_id"], self.due, row["extension"])
            if extension != row["extension"]:
                row["extension"] = extension
                changed.append(row)
        return changed

    def penalty(self, submission: Row, grades: Iterable[Row], plugin: Callable[[], Any]) -> float | None:
        """Points off for a late notebook, as the course's plugin says, between zero and its score."""
        student, score = submission["student_id"], sum(map(score_of, grades))
        return self.taken_off(student, score, submission["timestamp"], submission["extension"], plugin)

    def taken_off(
        self,
        student: str,
        score: float,
        handed_in: datetime | None,
        given: timedelta | None,
        plugin: Callable[[], Any],
    ) -> float | None:
        """Points off a score, for what was handed in at some time (UTC, naive) with an extension."""
        if handed_in is None or self.due is None:
            return None
        extension = self.deadlines.extension(student, self.due, given)
        late = (handed_in - self.due - (extension or timedelta())).total_seconds()
        if late <= 0:
            return None
        penalty = plugin().late_submission_penalty(student, score, late)
        return None if penalty is None else float(min(max(0.0, penalty), score))


class Batch:
    """Enters outcomes over one connection, inside the transaction of the caller."""

    def __init__(
        self,
        connection: Connection,
        assignment: Assignment,
        penalties: Callable[[], Any],
        outcomes: Sequence[Outcome],
    ) -> None:
        self._connection, self._assignment = connection, assignment
        self._select = partial(select_rows, connection)
        self._penalties = lru_cache(penalties)
        self._outcomes = {outcome.student: outcome for outcome in outcomes}

    def enter(self) -> None:
        """Make the rows that are missing, then set what the autograder decides."""
        new = self._make_missing()
        submissions = {row["id"]: row for row in self._submissions()}
        for row in submissions.values():
            outcome = self._outcomes[row["student_id"]]
            # A time stamp belongs to the marks: those of an earlier hand-in keep theirs.
            if row["id"] in new or any(result.error is None for result in outcome.results.values()):
                row["timestamp"] = outcome.timestamp or row["timestamp"]
        self._assignment.extended(submissions.values())
        self._update("SubmittedAssignment", submissions.values(), "timestamp", "extension")
        books = {row["id"]: row for row in self._select("SubmittedNotebook", "assignment_id", submissions)}
        grades: dict[str, list[Row]] = {id: [] for id in books}
        for row in self._select("Grade", "notebook_id", books):
            grades[row["notebook_id"]].append(row)
        comments = self._select("Comment", "notebook_id", books)
        for row in books.values():
            submission = submissions[row["assignment_id"]]
            outcome = self._outcomes[submission["student_id"]]
            result = outcome.results.get(self._assignment.books[row["notebook_id"]])
            self._set_scores(grades[row["id"]], result, () if submission["id"] in new else outcome.cells)
            self._set_comments([c for c in comments if c["notebook_id"] == row["id"]], result)
            if result is not None and result.error is None:
                row["late_submission_penalty"] = self._assignment.penalty(
                    submission, grades[row["id"]], self._penalties
                )
        self._update("Grade", chain.from_iterable(grades.values()), "auto_score", "needs_manual_grade")
        self._update("Comment", comments, "auto_comment")
        self._update("SubmittedNotebook", books.values(), "late_submission_penalty")

    def _submissions(self) -> list[Row]:
        rows = self._select("SubmittedAssignment", "student_id", self._outcomes)
        return [row for row in rows if row["assignment_id"] == self._assignment.id]

    def _make_missing(self) -> set[str]:
        """Rows of students and submissions that are new, as `Gradebook.add_submission` makes them.

        Returns:
            Ids of the submissions that are new.
        """
        known = {row["id"] for row in self._select("Student", "id", self._outcomes)}
        self._insert("Student", [{"id": student} for student in self._outcomes if student not in known])
        there = {row["student_id"] for row in self._submissions()}
        new = {student: new_row_id() for student in self._outcomes if student not in there}
        ids = {"assignment_id": self._assignment.id}
        self._insert("SubmittedAssignment", [{"id": id, "student_id": who, **ids} for who, id in new.items()])
        books = [
            {"id": new_row_id(), "assignment_id": submission, "notebook_id": notebook}
            for submission in new.values()
            for notebook in self._assignment.books
        ]
        self._insert("SubmittedNotebook", books)
        for model, kinds in (("Grade", ("GradeCell", "TaskCell")), ("Comment", ("SolutionCell", "TaskCell"))):
            cells = [(id, book) for id, (book, _, kind) in self._assignment.cells.items() if kind in kinds]
            rows = [
                {"cell_id": cell, "notebook_id": book["id"]}
                for book in books
                for cell, notebook in cells
                if notebook == book["notebook_id"]
            ]
            self._insert(model, rows)
        return set(new.values())

    def _set_scores(self, grades: Iterable[Row], result: Result | None, cells: Collection[str] = ()) -> None:
        scores = {cell.grade_id: cell.score for cell in result.cells} if result else {}
        for grade in grades:
            _, name, kind = self._assignment.cells[grade["cell_id"]]
            if cells and name not in cells:
                continue
            if result is None:
                grade["auto_score"], grade["needs_manual_grade"] = 0.0, False
            # A task is marked by a person alone; nbgrader leaves its row as it is.
            elif result.error is None and kind != "TaskCell" and name in scores:
                grade["auto_score"] = scores[name]
                grade["needs_manual_grade"] = grade["manual_score"] is not None or scores[name] is None

    def _set_comments(self, comments: Iterable[Row], result: Result | None) -> None:
        """ "No response." to an answer that is still what was released; a word on marks that its tests cannot
        answer for, since they ran beside it."""
        if result is None or result.error is not None:
            return
        unchanged, beside = _unchanged(result.notebook), _tested_beside(result)
        for comment in comments:
            _, name, kind = self._assignment.cells[comment["cell_id"]]
            if kind == "TaskCell":
                comment["auto_comment"] = None
            elif name in unchanged:
                tests = f"Not tamper-proof: {', '.join(beside[name])}." if beside.get(name) else None
                comment["auto_comment"] = "No response." if unchanged[name] else tests

    def _insert(self, model: str, rows: list[Row]) -> None:
        if rows:
            self._connection.execute(table(model).insert(), rows)

    def _update(self, model: str, rows: Iterable[Row], *columns: str) -> None:
        update_rows(self._connection, model, rows, *columns)


def select_rows(connection: Connection, model: str, column: str, keys: Iterable[str]) -> list[Row]:
    """The rows of a table that have one of some values in a column."""
    rows = table(model)
    query = select(rows).where(rows.c[column].in_(list(keys)))
    return [dict(row) for row in connection.execute(query).mappings()]


def update_rows(connection: Connection, model: str, rows: Iterable[Row], *columns: str) -> None:
    """Write some columns of rows."""
    target = table(model)
    values = [{"key": row["id"], **{f"new_{name}": row[name] for name in columns}} for row in rows]
    if values:
        changes: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in columns}
        connection.execute(target.update().where(target.c.id == bindparam("key")).values(changes), values)


def _unchanged(notebook: Mapping[str, Any]) -> dict[str, bool]:
    """Whether each answer of an executed notebook is still what was released, by grade_id."""
    answers = ((Marker.of(cell), cell) for cell in notebook["cells"])
    return {marker.grade_id: is_unchanged(cell) for marker, cell in answers if marker.solution}


def _tested_beside(result: Result) -> dict[str, list[str]]:
    """The tests that earned points and are not tamper-proof, by the answer that stands above them."""
    found: dict[str, list[str]] = {}
    earned = {cell.grade_id: cell.undone for cell in result.cells if cell.score and not cell.tamper_proof}
    answer = ""
    for marker in map(Marker.of, result.notebook["cells"]):
        if marker.solution:
            answer = marker.grade_id
        elif marker.grade_id in earned:
            replaced = earned[marker.grade_id]
            note = f" (the submission had replaced {replaced[0]})" if replaced else ""
            found.setdefault(answer, []).append(marker.grade_id + note)
    return found
