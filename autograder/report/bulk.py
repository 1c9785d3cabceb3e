"""Feedback pages in one archive, in the layout in which a system takes them back for everybody at once.

==========  ==========================================================================================
``moodle``  the assignment's "Upload multiple feedback files in a zip": the folders of its own export,
            ``Ann Ray_71_assignsubmission_file_/``, with the pages in them
``canvas``  the assignment's "Re-Upload Submissions": files called as those of its own export,
            ``rayann_101_5001_ps1.html``; they become comments
``pages``   ``<student>/<notebook>.html``, to be sent by mail or put on the web
==========  ==========================================================================================

Names of a system's own are those of the export that was collected last.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.course.collect.attempts import Attempt, Attempts
from autograder.course.errors import CourseError
from autograder.course.files import write_atomically
from autograder.course.folders import Course

LAYOUTS = ("moodle", "canvas", "pages")


@dataclass
class Packed:
    """What is in an archive."""

    students: list[str] = field(default_factory=list)
    """Ids of those whose pages are in it."""
    left_out: list[str] = field(default_factory=list)
    """Ids of those whose pages the system cannot place: they were not collected from an export of its."""
    largest: int = 0
    """Bytes of the largest page."""


def pack(course: Course, name: str, layout: str, target: Path) -> Packed:
    """Put the feedback pages of a set into an archive.

    Args:
        course: the course.
        name: problem set; its pages have been written.
        layout: one of `LAYOUTS`.
        target: the archive. It appears whole or not at all.

    Raises:
        CourseError: if there are no pages, the system can place none of them, or the archive cannot be
            written.
    """
    course.require(name)
    if layout not in LAYOUTS:
        raise CourseError(f"expected --zip {', '.join(LAYOUTS)}. Received: --zip {layout}.")
    students = course.students("feedback", name)
    if not students:
        raise CourseError(f"{name} has no feedback pages. Run `autograder feedback {name}` first.")
    records, done, data = Attempts(course, name).records, Packed(), io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in students:
            pages = sorted(course.path("feedback", name, student).glob("*.html"))
            attempt = records[student].counts if student in records else Attempt()
            places = {page: _place(layout, student, page.name, attempt, len(pages)) for page in pages}
            if not pages or not all(places.values()):
                done.left_out.append(student)
                continue
            for page, place in places.items():
                archive.write(page, place)
                done.largest = max(done.largest, page.stat().st_size)
            done.students.append(student)
    if not done.students:
        raise CourseError(
            f"{layout} could place no page: {name} was not collected from an export of {layout}, whose names "
            f"are needed. Collect that with `autograder collect {name} --from EXPORT`, or use --zip pages."
        )
    try:
        write_atomically(target, data.getvalue(), 0o600)
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error
    return done


def _place(layout: str, student: str, page: str, attempt: Attempt, pages: int) -> str:
    """Where a page lies in the archive; empty if the system could not place it there."""
    if layout == "pages":
        return f"{student}/{page}"
    if attempt.system != layout or not attempt.back:
        return ""
    if layout == "moodle":
        return f"{attempt.back}{page}"
    # The numbers of the student and of the file are all that Canvas reads.
    stem = PurePosixPath(attempt.back).stem
    return f"{stem}.html" if pages == 1 else f"{stem}-{page}"
