"""Grading mapped over the submissions of a problem set, resumed where it stopped, entered in batches."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.graded_source import graded_sources
from autograder.course.markers import Marker
from autograder.course.notebooks import read_cells
from autograder.grading import decisions
from autograder.grading.gradebook import Writer
from autograder.grading.jobs import Job, JobFactory
from autograder.grading.journal import Journal
from autograder.grading.ledger import Graded, Ledger
from autograder.grading.notebook import Grader, JailMissing, grade_notebook
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

    Returns:
        What became of each submission, by student.

    Raises:
        CourseError: if nothing was released or handed in, another run is at work, the gradebook refuses, or
            this machine cannot enclose students' code.
    """
    chosen = submitted(course, name, students)
    journal = Journal(course, name)
    sources = graded_sources(course, name)
    new = force or not all(map(journal.entered, chosen))
    with (
        journal.alone(),
        _ready(course, settings, grader, sources.values(), new) as ready,
        Writer(course, name) as writer,
    ):
        _check_released(name, sources, writer)
        sources = _calibrated(course, name, sources, ready.own)
        jobs = JobFactory(course, name, sources, settings)
        ledger = Ledger(course, name, journal, writer, on_graded)
        ledger.resume(jobs, chosen, force)
        waiting = [student for student in chosen if not ledger.passes_over(jobs.job(student), force)]
        try:
            if waiting:
                for job, results, seconds in _graded(waiting, jobs, ready.grader(), workers):
                    ledger.take(job, results, seconds)
        finally:
            # What is finished is entered, whatever stopped the run.
            ledger.enter()
    return sorted(ledger.done, key=lambda graded: graded.student)


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


def _graded(
    students: Iterable[str], jobs: JobFactory, grader: GradeNotebook, workers: int
) -> Iterator[tuple[Job, dict[str, Result], float]]:
    """Results as they are finished; only as many wait as there are workers, so memory stays level."""

    def work(student: str) -> tuple[Job, dict[str, Result], float]:
        begin = time.monotonic()
        job = jobs.job(student)
        books, files = job.submission.notebooks.items(), job.files()
        results = {book: _result(grader, data, jobs.sources[book], files) for book, data in sorted(books)}
        return job, results, time.monotonic() - begin

    left = iter(students)
    with ThreadPoolExecutor(workers) as pool:
        running: set[Future[tuple[Job, dict[str, Result], float]]] = set()
        try:
            while True:
                for student in left:
                    running.add(pool.submit(work, student))
                    if len(running) > workers:
                        break
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:
            for future in running:
                future.cancel()


def _result(grader: GradeNotebook, submitted: bytes, source: bytes, files: Mapping[str, bytes]) -> Result:
    try:
        return grader(submitted, source, files=files)
    except Exception as error:
        # Whatever is wrong with this submission, the others are graded.
        return Result((), {}, 0.0, "", f"the grader failed: {type(error).__name__}: {error}")
