"""Grading mapped over the submissions of a problem set, resumed where it stopped, entered in batches."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Protocol

from autograder.course.folders import Course, CourseError
from autograder.course.submission import Desk, Job, points_of
from autograder.grading.gradebook import Writer
from autograder.grading.journal import Journal
from autograder.grading.ledger import Clerk, Graded
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
    report: Callable[[Graded], None] = lambda graded: None,
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
        report: called with each submission when its results are safe.
        grader: grades one notebook; our own, with warm processes, if None.

    Returns:
        What became of each submission, by student.

    Raises:
        CourseError: if nothing was released or handed in, another run is at work, the gradebook refuses, or
            this machine cannot enclose students' code.
    """
    chosen = submitted(course, name, students)
    journal = Journal(course, name)
    sources = {path.stem: path.read_bytes() for path in course.notebooks(name)}
    new = force or not all(map(journal.entered, chosen))
    with (
        journal.alone(),
        _own(settings, grader, sources.values() if new else ()) as own,
        Writer(course, name) as writer,
    ):
        _check_released(name, sources, writer)
        desk = Desk(course, name, sources, settings)
        clerk = Clerk(course, name, journal, writer, report)
        clerk.resume(desk, chosen, force)
        waiting = [student for student in chosen if not clerk.passes_over(desk.job(student), force)]
        try:
            if waiting and own:
                grader = _own_grader(own, sources.values())
            for job, results, seconds in _graded(waiting, desk, grader, workers):
                clerk.take(job, results, seconds)
        finally:
            # What is finished is entered, whatever stopped the run.
            clerk.enter()
    return sorted(clerk.done, key=lambda graded: graded.student)


@contextlib.contextmanager
def _own(
    settings: Settings, grader: GradeNotebook | None, sources: Iterable[bytes]
) -> Iterator[Grader | None]:
    """Warm processes for our own grader. Those for `sources` start while the gradebook is opened."""
    if grader is not None:
        yield None
        return
    with Grader(settings) as own:
        own.begin(sources)
        yield own


def _own_grader(own: Grader, sources: Iterable[bytes]) -> GradeNotebook:
    """Our own grader, its processes warm."""
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
    if {book: points_of(data) for book, data in sources.items()} != writer.points():
        raise CourseError(
            f"the cells or points of {name} differ from those in the gradebook. "
            f"Run `autograder release {name}` to enter the source as it is now."
        )


def _graded(
    students: Iterable[str], desk: Desk, grader: GradeNotebook, workers: int
) -> Iterator[tuple[Job, dict[str, Result], float]]:
    """Results as they are finished; only as many wait as there are workers, so memory stays level."""

    def work(student: str) -> tuple[Job, dict[str, Result], float]:
        begin = time.monotonic()
        job = desk.job(student)
        books, files = job.submission.notebooks.items(), job.files()
        results = {book: _result(grader, data, desk.sources[book], files) for book, data in sorted(books)}
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
