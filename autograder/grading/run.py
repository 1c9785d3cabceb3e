"""Grading mapped over the submissions of a problem set, resumed where it stopped, entered in batches."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.graded_source import graded_sources
from autograder.course.markers import Delimiters, Marker
from autograder.course.notebooks import read_cells
from autograder.grading import best_attempt, decisions
from autograder.grading.gradebook import Writer
from autograder.grading.isolation import Done, Failed, isolated
from autograder.grading.jobs import Job, JobFactory
from autograder.grading.journal import Journal
from autograder.grading.ledger import Graded, Ledger
from autograder.grading.notebook import Grader, JailMissing, grade_notebook, not_graded
from autograder.grading.regrade import require_cells
from autograder.records import Result, Settings


class GradeNotebook(Protocol):
    """Grades one notebook; called from several threads at once. `grade_notebook` is one."""

    def __call__(self, submitted: bytes, source: bytes, *, files: Mapping[str, bytes]) -> Result:
        """Grade the bytes of a submitted notebook against those of its source; `files` lie beside it."""
        ...


def grade(
    course: Course,
    name: str,
    settings: Settings,
    students: Iterable[str] = (),
    force: bool = False,
    workers: int = 1,
    on_graded: Callable[[Graded], None] = lambda graded: None,
    grader: GradeNotebook | None = None,
    cells: Iterable[str] = (),
) -> list[Graded]:
    """Grade submissions and enter the marks into the gradebook. One that fails keeps no other back.

    Args:
        course: the course.
        name: problem set; it must have been released.
        settings: limits and jail; a change of them makes every submission count as changed.
        students: whose submissions; all if empty.
        force: grade again what has not changed.
        workers: submissions that are graded at the same time.
        on_graded: called with each submission when its results are safe.
        grader: grades one notebook; our own, with warm processes, if None.
        cells: grade_ids of the test cells whose marks are to be entered; all if empty. The submissions are
            graded again then, whether they have changed or not.

    Returns:
        What became of each submission, by student.

    Raises:
        CourseError: if nothing was released or handed in, another run is at work, the gradebook refuses, or
            this machine cannot enclose students' code.
    """
    chosen = submitted(course, name, students)
    journal = Journal(course, name)
    sources = graded_sources(course, name)
    wanted = require_cells(cells, sources)
    force = force or bool(wanted)
    new = force or not all(map(journal.entered, chosen))
    with (
        journal.alone(),
        _ready(course, settings, grader, sources.values(), new) as ready,
        Writer(course, name) as writer,
    ):
        _check_released(name, sources, writer)
        sources = _calibrated(course, name, sources, ready.own)
        jobs = JobFactory(course, name, sources, settings)
        chosen_anew = _best_attempts(course, name, chosen, jobs, _Once(ready.grader), writer)
        ledger = Ledger(course, name, journal, writer, on_graded)
        entered = ledger.resume(jobs.job, chosen, force)
        waiting = [student for student in chosen if student not in entered]
        run = _Run(jobs, ledger, _Once(ready.grader), force, course.delimiters, wanted)
        try:
            run.grade(waiting, workers)
        except BaseException:
            # What is finished is entered, whatever stopped the run.
            ledger.enter()
            raise
        ledger.close(jobs.job)
    return [
        replace(done, notes=(*done.notes, chosen_anew[done.student])) if done.student in chosen_anew else done
        for done in ledger.done()
    ]


def _best_attempts(
    course: Course, name: str, students: Iterable[str], jobs: JobFactory, grader: _Once, writer: Writer
) -> dict[str, str]:
    """Put the best attempts in place where the course wants that; a sentence for each that is another one."""

    def score(job: Job) -> float:
        files, give = job.files(), grader()
        results = [give(d, jobs.sources[b], files=files) for b, d in job.submission.notebooks.items()]
        graded = [result.score for result in results if result.error is None]
        return sum(graded) if graded else best_attempt.NOT_GRADED

    def off(student: str, earned: float, job: Job) -> float:
        return writer.penalty_of(student, earned, job.submission.timestamp)

    return best_attempt.choose(course, name, students, jobs, score, off)


def _calibrated(
    course: Course, name: str, sources: Mapping[str, bytes], own: Grader | None
) -> dict[str, bytes]:
    """The sources with each test tagged for where it runs, as was decided at the release or is now."""
    decided = decisions.kept(course, name, sources)
    try:
        if decided is None and own is not None:
            decided = decisions.decide(course, name, sources, own)
    except JailMissing as error:
        raise CourseError(str(error)) from error
    return decided.applied(sources) if decided else dict(sources)


@dataclass(frozen=True)
class _Ready:
    """What grades the notebooks, when it is needed."""

    grader: Callable[[], GradeNotebook]
    """Gives it, its processes warm."""
    own: Grader | None = None
    """Our own; None if it is another one."""


@contextlib.contextmanager
def _ready(
    course: Course,
    settings: Settings,
    grader: GradeNotebook | None,
    sources: Collection[bytes],
    new: bool,
) -> Iterator[_Ready]:
    """What gives the grader when it is needed: another one, or our own with its processes warm.

    If there is something `new` to grade, our own start while the gradebook is opened.
    """
    if grader is not None:
        yield _Ready(lambda: grader)
        return
    with Grader(settings, course.delimiters, course.private) as own:
        own.begin(sources if new else ())
        yield _Ready(lambda: _warmed(own, sources), own)


def _warmed(own: Grader, sources: Iterable[bytes]) -> GradeNotebook:
    try:
        for source in sources:
            own.warm(source)
    except JailMissing as error:
        raise CourseError(str(error)) from error
    return partial(grade_notebook, grader=own)


def submitted(course: Course, name: str, students: Iterable[str] = ()) -> list[str]:
    """Students with a submission of a released problem set: those asked for, or all.

    Raises:
        CourseError: if nothing was released or submitted, or one of `students` submitted nothing.
    """
    course.require(name)
    if not course.notebooks(name) or not course.path("release", name).is_dir():
        raise CourseError(f"{name} has not been released yet. Run `autograder release {name}` first.")
    found = course.students("submitted", name)
    if not found:
        raise CourseError(
            f"{name} has no submissions in {course.path('submitted', name, '<student>')}. "
            f"Run `autograder collect {name} --from FOLDER` first."
        )
    missing = sorted(set(students) - set(found))
    if missing:
        raise CourseError(f"expected students with a submission of {name}. Received: {', '.join(missing)}.")
    return sorted(set(students)) or found


def _check_released(name: str, sources: Mapping[str, bytes], writer: Writer) -> None:
    """Refuse sources whose marked cells are not those that were released."""
    if {book: _points(data) for book, data in sources.items()} != writer.points():
        raise CourseError(
            f"the cells or points of {name} differ from those in the gradebook. "
            f"Run `autograder release {name}` to enter the source as it is now."
        )


def _points(source: bytes) -> dict[str, float]:
    """Points of each graded cell and task of a source notebook, by grade_id."""
    markers = map(Marker.of, read_cells(source))
    return {marker.grade_id: marker.points or 0.0 for marker in markers if marker.has_points}


class _Once:
    """Gives what a function gives, which is called once, by whichever thread asks first."""

    def __init__(self, make: Callable[[], GradeNotebook]) -> None:
        self._make, self._lock = make, threading.Lock()
        self._made: GradeNotebook | None = None
        self.error: BaseException | None = None
        """Why it cannot be had, which is no submission's fault."""

    def __call__(self) -> GradeNotebook:
        with self._lock:
            try:
                self._made = self._made or self._make()
            except BaseException as error:
                self.error = error
                raise
            return self._made


@dataclass(frozen=True)
class _Handled:
    """A submission as it comes from a thread."""

    student: str
    job: Job | None = None
    """What was handed in; None where it cannot be read."""
    results: Mapping[str, Result] = field(default_factory=dict)
    """Results by notebook; empty where an earlier run has entered them."""
    seconds: float = 0.0
    graded: bool = True
    """Whether a notebook of the set was there to be graded."""


@dataclass(frozen=True)
class _Run:
    """Grades submissions in threads, and hands them to the ledger in this one."""

    jobs: JobFactory
    ledger: Ledger
    grader: _Once
    force: bool
    delimiters: Delimiters
    cells: frozenset[str] = frozenset()

    def grade(self, students: Iterable[str], workers: int) -> None:
        """Grade what has changed; only as many wait as there are workers, so memory stays level."""
        left = iter(students)
        with ThreadPoolExecutor(workers) as pool:
            running: set[Future[_Handled]] = set()
            try:
                while True:
                    for student in left:
                        running.add(pool.submit(self._handled, student))
                        if len(running) > workers:
                            break
                    if not running:
                        return
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        self._pass_on(future.result())
            finally:
                for future in running:
                    future.cancel()

    def _pass_on(self, handled: _Handled) -> None:
        if not handled.results:
            self.ledger.pass_over(handled.student)
        elif handled.job is not None and handled.graded:
            self.ledger.take(handled.job, handled.results, handled.seconds, self.cells)
        else:
            self.ledger.refuse(handled.student, handled.job, handled.results)

    def _handled(self, student: str) -> _Handled:
        read = isolated("read", lambda: self.jobs.job(student))
        if isinstance(read, Failed):
            return _Handled(student, None, self._refused(read.reason))
        made = isolated("grade", lambda: self._graded(student, read.value))
        if isinstance(made, Done):
            return made.value
        if self.grader.error is not None:
            raise self.grader.error
        return _Handled(student, read.value, self._refused(made.reason), graded=False)

    def _graded(self, student: str, job: Job) -> _Handled:
        begin = time.monotonic()
        if not self.force and self.ledger.is_unchanged(job):
            return _Handled(student, job)
        submission = job.submission
        if not submission.notebooks and not submission.refused:
            named = "; ".join(note.rstrip(".") for note in submission.notes)
            told = f" ({named})" if named else ""
            reason = f"no notebook of the problem set was handed in{told}"
            return _Handled(student, job, self._refused(reason), graded=False)
        grader = self.grader()
        files = job.files()
        results = {book: self._not_graded(book, why) for book, why in submission.refused.items()}
        for book, data in submission.notebooks.items():
            made = isolated("grade", partial(grader, data, self.jobs.sources[book], files=files))
            results[book] = self._not_graded(book, made.reason) if isinstance(made, Failed) else made.value
        return _Handled(student, job, dict(sorted(results.items())), time.monotonic() - begin)

    def _refused(self, reason: str) -> dict[str, Result]:
        return {book: self._not_graded(book, reason) for book in sorted(self.jobs.sources)}

    def _not_graded(self, book: str, reason: str) -> Result:
        return not_graded(self.jobs.sources[book], reason, self.delimiters)
