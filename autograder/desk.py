"""The instructor's desk: who is in the course, what came in, what is late, what waits for a person."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from autograder.console import Json, Set, app, at_work, escaped, opened, out, say, shown
from autograder.course.errors import CourseError
from autograder.course.folders import Course
from autograder.course.nbgrader_compat import quick_nbformat

if TYPE_CHECKING:
    from autograder.report.class_page.mistakes import Fault

DryRun = Annotated[bool, typer.Option("--dry-run", help="Change nothing; say what would happen.")]


@app.command()
def roster(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="CSV file of Canvas, Moodle, Blackboard, Gradescope, GitHub Classroom, or one's own with a "
            "column id. Without it, show who is in the course.",
        ),
    ] = None,
    id_column: Annotated[
        str, typer.Option("--id", metavar="COLUMN", help="The column that is the id in this course.")
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Read the list of the students into the gradebook. Exit status 1 if a line of it was not taken."""
    course = opened()
    from autograder.course.roster.enter import enter
    from autograder.report import desk_tables

    if file is None:
        people = desk_tables.people(course)
        if as_json:
            typer.echo(desk_tables.people_json(people))
        else:
            Console().print(desk_tables.people_table(people))
        return
    entered = enter(course, file, id_column, dry_run)
    if as_json:
        typer.echo(desk_tables.roster_json(entered))
    else:
        for line in desk_tables.roster_lines(entered, dry_run):
            out(line)
    for line in entered.refused:
        say(f"[red]not taken:[/] {escaped(line)}")
    raise typer.Exit(1 if entered.refused else 0)


@app.command()
def collect(
    name: Set,
    origin: Annotated[
        Path, typer.Option("--from", metavar="ZIP|FOLDER", help="Export of an LMS, or a folder.")
    ],
    pattern: Annotated[str, typer.Option(help="Regular expression with a group (?P<student_id>…).")] = "",
    layout: Annotated[
        str,
        typer.Option(
            metavar="LAYOUT",
            help="What the export is, where it cannot be told: moodle, canvas, blackboard, brightspace, "
            "gradescope, github, nbgrader, folders (one a student) or files (one a student).",
        ),
    ] = "",
    new_students: Annotated[
        bool, typer.Option("--new-students", help="Take students too who are not on the course's list.")
    ] = False,
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="Zone of the export's times, such as Europe/Berlin.")
    ] = "",
    attempt: Annotated[
        str,
        typer.Option(metavar="RULE", help="Which of several attempts counts: last, first or best."),
    ] = "",
    times: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="CSV file that says when everybody handed in, such as Moodle's grading worksheet.",
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the export's, also where what lies there is newer.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Put submissions into the course. Exit status 1 if one, or a file of one, was not collected."""
    course = opened()
    from autograder.course.collect import collect
    from autograder.course.settings import options_of
    from autograder.report import desk_tables, tables

    options = options_of(course.config)
    collected = collect(
        course,
        name,
        origin,
        pattern,
        layout=layout,
        new_students=new_students,
        timezone=timezone or options.timezone,
        attempt=attempt or options.attempt,
        times=times,
        replace=replace,
        dry_run=dry_run,
    )
    if collected.rows:
        Console().print(tables.collected(name, collected))
    for line in (*collected.advice, *collected.notes):
        say(f"[cyan]note:[/] {escaped(line)}")
    for line in collected.lost:
        say(f"[yellow]passed over:[/] {escaped(line)}")
    for missed in collected.missed:
        say(f"[red]not collected:[/] {escaped(missed)}")
    for line in desk_tables.absent_lines(name, collected.absent):
        out(line)
    out(tables.collected_line(name, collected))
    raise typer.Exit(0 if collected.complete else 1)


@app.command()
def late(
    name: Set,
    due: Annotated[
        str, typer.Option("--due", metavar="DATE", help="Set a new due date, such as '2026-02-01 23:59'.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Say who was late, and bring the late penalties up to date. Nothing is graded again."""
    course = opened()
    from autograder.course.settings import options_of
    from autograder.report import lateness

    found = lateness.lateness(course, name, due)
    timezone = options_of(course.config).timezone
    if as_json:
        typer.echo(json.dumps(asdict(found), indent=1, default=str))
    else:
        if found.rows:
            Console().print(lateness.table(name, found, timezone))
        for line in lateness.lines(name, found, timezone):
            out(line)
    for line in found.failed:
        say(f"[red]not brought up to date:[/] {escaped(line)}")
    raise typer.Exit(1 if found.failed else 0)


@app.command()
def export(
    name: Set,
    to: Annotated[
        str,
        typer.Option(
            metavar="SYSTEM|FILE",
            help="canvas, moodle, blackboard or csv: in the form that the system takes back. Otherwise the "
            "file to write, with nbgrader's columns.",
        ),
    ] = "",
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="The file; <set>-<system>.csv if not given.")
    ] = None,
    unit: Annotated[
        str,
        typer.Option("--as", metavar="UNIT", help="points, percent or scale (of the settings)."),
    ] = "points",
    column: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="The system's name of the column, such as 'Set 1 (4711)' of Canvas."
        ),
    ] = "",
    zeros: Annotated[
        bool, typer.Option("--zeros", help="Give those zero who handed in nothing; else they are left out.")
    ] = False,
    cells: Annotated[bool, typer.Option(help="A column for each graded cell (nbgrader's columns).")] = False,
) -> None:
    """Write the marks of the class to a CSV file, for a person or for a learning management system."""
    course = opened()
    from autograder.report import desk_tables
    from autograder.report.export import export
    from autograder.report.lms_export import FORMATS, export_for

    if to in FORMATS:
        target = file or Path(f"{name}-{to}.csv")
        exported = export_for(course, name, to, target, unit=unit, column=column, zeros=zeros)
        out(f"Wrote {exported.lines} line{'' if exported.lines == 1 else 's'}: {shown(target)}")
        for line in desk_tables.exported_lines(name, to, exported, zeros):
            say(f"[yellow]note:[/] {escaped(line)}")
        return
    if unit != "points" or column or zeros:
        raise CourseError(
            f"expected --to {', '.join(FORMATS)} with --as, --column and --zeros. "
            f"Received: --to {to or 'none'}."
        )
    target = file or Path(to or f"{name}.csv")
    number = export(course, name, target, cells)
    out(f"Wrote {number} line{'' if number == 1 else 's'}: {shown(target)}")


@app.command()
def report(
    name: Annotated[str, typer.Argument(metavar="[SET]", help="Problem set; --all for the term.")] = "",
    every: Annotated[bool, typer.Option("--all", help="All sets over the term, as a page.")] = False,
    html: Annotated[
        bool, typer.Option("--html", help="Write a page about the class, for those who teach.")
    ] = False,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="The page; class-<set>.html if not given.")
    ] = None,
    similarity: Annotated[
        bool, typer.Option("--similarity/--no-similarity", help="Look for submissions that look alike.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Show the marks of the class, by student and by test cell, or write a page about it."""
    if bool(name) == every:
        raise CourseError(f"expected a problem set, or --all. Received: {name or 'neither'}.")
    course = opened()
    from autograder.report import tables
    from autograder.report.marks import by_cell, submissions_of

    if every or html:
        target = file or Path("class.html" if every else f"class-{name}.html")
        _write_page(course, name, target, similarity)
        out(f"Wrote {shown(target)}")
        return
    rows = submissions_of(course, name)
    if as_json:
        typer.echo(json.dumps([asdict(row) | {"final": row.final} for row in rows], indent=1))
        return
    console = Console()
    console.print(tables.class_marks(name, rows))
    console.print(tables.cell_marks(by_cell(rows)))
    for line in tables.remarks(rows):
        out(line)


def _write_page(course: Course, name: str, target: Path, similarity: bool) -> None:
    """Write the page of a set, or of the term where there is no name."""
    from autograder.course.files import write_atomically
    from autograder.report.class_page import page
    from autograder.report.class_page.facts import facts
    from autograder.report.class_page.term import term

    with at_work("reading the class"):
        if name:
            made = page.of_set(facts(course, name, _faults(course, name), similarity))
        else:
            made = page.of_term(term(course))
    try:
        write_atomically(target, made.encode("utf-8", "replace"), 0o600)
    except OSError as error:
        raise CourseError(f"{target} cannot be written: {error.strerror}.") from error


def _faults(course: Course, name: str) -> list[Fault]:
    """The wrong answers of the set's bank; none if it has no bank."""
    from autograder.audit.bank import answers
    from autograder.report.class_page.mistakes import Fault

    try:
        return [Fault(each.summary, frozenset(each.fails)) for each in answers(course, name, "wrong")]
    except CourseError:
        return []


@app.command()
def feedback(
    name: Set,
    layout: Annotated[
        str,
        typer.Option(
            "--zip",
            metavar="LAYOUT",
            help="Pack the pages too: moodle or canvas (for bulk upload), or pages.",
        ),
    ] = "",
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="The archive; <set>-feedback-<layout>.zip if not given."),
    ] = None,
) -> None:
    """Write a feedback page for each graded submission. Exit status 1 if one is missing."""
    course = opened()
    from autograder.report import bulk, desk_tables, tables
    from autograder.report.feedback import feedback

    failed: list[str] = []

    def on_failure(student: str, reason: str) -> None:
        failed.append(student)
        say(f"[red]no page:[/] {escaped(student)}: {escaped(reason)}")

    pages = feedback(course, name, on_failure)
    out(f"Wrote {tables.count(pages, 'page')}: {shown(course.path('feedback', name, '<student>'))}")
    if layout:
        target = file or Path(f"{name}-feedback-{layout}.zip")
        packed = bulk.pack(course, name, layout, target)
        out(f"Packed the pages of {tables.count(packed.students, 'student')}: {shown(target)}")
        if packed.left_out:
            say(
                f"[yellow]note:[/] not in the archive, because {layout} could not place it: "
                f"{escaped(desk_tables.named(packed.left_out))}."
            )
    raise typer.Exit(1 if failed else 0)


@app.command()
def todo(
    name: Annotated[str, typer.Argument(metavar="[SET]", help="One problem set; all if none.")] = "",
    as_json: Json = False,
) -> None:
    """List what still waits for a person, set by set. Exit status 1 if something does."""
    course = opened()
    from autograder.report import todo

    found = todo.todo(course, name)
    if as_json:
        typer.echo(json.dumps(asdict(found), indent=1))
    else:
        if found.waiting:
            Console().print(todo.table(found))
        for line in todo.lines(found):
            out(line)
    raise typer.Exit(0 if found.empty else 1)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="COURSE", help="Folder of the new course.")],
) -> None:
    """Make a course folder: settings with comments, an example set with a bank, a list, a workflow."""
    from autograder.course.new_course import new_course

    files = new_course(folder)
    out(f"Made {shown(folder)} with {len(files)} files: {', '.join(map(str, files[:6]))}, …")
    out(f"Next: cd {shown(folder)}; autograder release hello; README.md says how it goes on.")


@app.command()
def package(
    name: Set,
    gradescope: Annotated[
        bool, typer.Option("--gradescope", help="An autograder for Gradescope; there is no other yet.")
    ] = False,
    needs: Annotated[
        list[str] | None,
        typer.Option(metavar="PACKAGE", help="Package that students' code imports, as pip names it; repeat."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="The archive; <set>-gradescope.zip if not given."),
    ] = None,
) -> None:
    """Write an archive with which another service grades the set."""
    if not gradescope:
        raise CourseError("expected --gradescope. Received: no service.")
    course = opened()
    from autograder.report.gradescope.package import package

    target = file or Path(f"{name}-gradescope.zip")
    installs = package(course, name, target, needs or [])
    out(f"Wrote {shown(target)}: upload it as the autograder of a programming assignment.")
    out(f"It installs {len(installs)} packages there and holds the hidden tests: give it to nobody else.")


@app.command(hidden=True)
def gradescope(
    root: Annotated[Path, typer.Argument(metavar="FOLDER", help="Gradescope's folder.")] = Path(
        "/autograder"
    ),
) -> None:
    """Grade the submission in Gradescope's folders; its run_autograder calls this."""
    with quick_nbformat():
        from autograder.report.gradescope.run import run

    out(f"Wrote {run(root)}")
