"""A class of 30, its lists as each system writes them, and what it hands in."""

import csv
import io
import json
import unicodedata
from dataclasses import dataclass

from tiny_course import RIGHT, WRONG, answer


@dataclass(frozen=True)
class Student:
    number: int
    first: str
    last: str
    login: str

    @property
    def sis(self) -> str:
        return f"{2026000 + self.number}"

    @property
    def lms(self) -> str:
        return f"{100 + self.number}"

    @property
    def participant(self) -> str:
        """Moodle's number, of one assignment alone."""
        return f"{7700 + 3 * self.number}"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"{self.login}@uni.example"

    @property
    def squashed(self) -> str:
        """The name as Canvas puts it before a file's name."""
        folded = unicodedata.normalize("NFKD", f"{self.last}{self.first}").casefold()
        return "".join(c for c in folded if c.isalnum())


# Two of one name, letters of other alphabets, apostrophes, and a name that a spreadsheet would compute.
PEOPLE = (
    *(("Ann", "Ray"), ("Ann", "Ray"), ("Jörg", "Müller"), ("Zoë", "O'Neill"), ("=1+1", "Formula")),
    *(("José", "García Márquez"), ("Wei", "李"), ("Anna-Lena", "Groß"), ("Bo", "Li"), ("Chidi", "Eze")),
    *((f"Given{n}", f"Family{n}") for n in range(11, 31)),
)
CLASS = tuple(Student(n, first, last, f"user{n:02}") for n, (first, last) in enumerate(PEOPLE, 1))


def rows(header: list[str], lines: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def canvas() -> bytes:
    """Canvas, Gradebook → Export; the second line has the points, the last student is a test."""
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "tiny (4711)", "Current Score"]
    points = ["    Points Possible", "", "", "", "", "5.00", "(read only)"]
    lines = [[f"{s.last}, {s.first}", s.lms, s.sis, s.login, "A", "", ""] for s in CLASS]
    test = ["Student, Test", "999", "", "d9f1", "A", "", ""]
    return ("\ufeff" + rows(header, [points, *lines, test])).encode()


def moodle() -> bytes:
    """Moodle, Grades → Export → Plain text."""
    header = ["First name", "Last name", "ID number", "Institution", "Email address", "Course total (Real)"]
    return rows(header, [[s.first, s.last, s.sis, "", s.email, "-"] for s in CLASS]).encode()


def moodle_worksheet(time: str = "Friday, 30 January 2026, 3:05 PM") -> bytes:
    """Moodle, an assignment's grading worksheet."""
    header = [
        *("Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade"),
        *("Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments"),
    ]
    lines = [
        [
            f"Participant {s.participant}",
            s.name,
            s.sis,
            s.email,
            "Submitted",
            "",
            "5.00",
            "Yes",
            time,
            "-",
            "",
        ]
        for s in CLASS
    ]
    return ("\ufeff" + rows(header, lines)).encode()


def blackboard() -> bytes:
    """Blackboard, Grade Center → Work offline: tabs, UTF-16, called .xls."""
    header = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability"]
    lines = [[s.last, s.first, s.login, s.sis, "2026-01-30", "Yes"] for s in CLASS]
    return rows(header, lines, "\t").encode("utf-16")


def gradescope() -> bytes:
    header = ["First Name", "Last Name", "SID", "Email", "Sections", "tiny", "tiny - Submission Time"]
    return rows(header, [[s.first, s.last, s.sis, s.email, "", "", ""] for s in CLASS]).encode()


def github() -> bytes:
    header = ["identifier", "github_username", "github_id", "name"]
    return rows(header, [[s.login, f"octo-{s.login}", f"{9000 + s.number}", ""] for s in CLASS]).encode()


def plain() -> bytes:
    """A list of one's own, as a German Excel saves it."""
    header = ["student_id", "first_name", "last_name", "email"]
    return rows(header, [[s.login, s.first, s.last, s.email] for s in CLASS], ";").encode("utf-8-sig")


LISTS = {
    "canvas": (canvas, "login"),
    "moodle": (moodle, "sis"),
    "blackboard": (blackboard, "login"),
    "gradescope": (gradescope, "sis"),
    "github": (github, "login"),
    "plain": (plain, "login"),
}
"""Each system's list, and what it makes a student's id."""


def notebooks(course) -> dict[str, bytes]:
    """What each of the class hands in, by login: ten are right, ten wrong, ten have done nothing."""
    kinds = [json.dumps(answer(course, cells)).encode() for cells in (RIGHT, WRONG, {})]
    return {student.login: kinds[student.number % 3] for student in CLASS}


def canvas_export(course) -> dict[str, bytes]:
    work = notebooks(course)
    return {f"{s.squashed}_{s.lms}_{5000 + s.number}_tiny.ipynb": work[s.login] for s in CLASS}


def moodle_export(course) -> dict[str, bytes]:
    work = notebooks(course)
    return {f"{s.name}_{s.participant}_assignsubmission_file_/tiny.ipynb": work[s.login] for s in CLASS}


def blackboard_export(course) -> dict[str, bytes]:
    work = notebooks(course)
    return {f"Set 1_{s.login}_attempt_2026-01-30-15-05-00_tiny.ipynb": work[s.login] for s in CLASS}


def brightspace_export(course) -> dict[str, bytes]:
    work = notebooks(course)
    names = {s.login: f"{s.number}-77 - {s.sis} {s.name} - Jan 30, 2026 305 PM/tiny.ipynb" for s in CLASS}
    return {name: work[login] for login, name in names.items()}


def gradescope_export(course) -> dict[str, bytes]:
    work = notebooks(course)
    listed, files = "", {}
    for s in CLASS:
        listed += (
            f"submission_{s.number}:\n  :submitters:\n  - :name: {json.dumps(s.name)}\n    :sid: '{s.sis}'\n"
            f"    :email: {s.email}\n  :created_at: 2026-01-30 15:05:00.118303000 Z\n  :score: 0.0\n"
        )
        files[f"assignment_9_export/submission_{s.number}/tiny.ipynb"] = work[s.login]
    return {"assignment_9_export/submission_metadata.yml": listed.encode(), **files}


def github_export(course) -> dict[str, bytes]:
    work, files = notebooks(course), {}
    for s in CLASS:
        clone = f"first-set-submissions/first-set-octo-{s.login}"
        files |= {f"{clone}/.git/HEAD": b"ref: refs/heads/main\n", f"{clone}/tiny.ipynb": work[s.login]}
    return files


EXPORTS = {
    "canvas": canvas_export,
    "moodle": moodle_export,
    "blackboard": blackboard_export,
    "brightspace": brightspace_export,
    "gradescope": gradescope_export,
    "github": github_export,
}
"""Each system's export of the whole class."""
