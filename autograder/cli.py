"""The command ``autograder``: options, progress and tables. What it does lies in the other modules."""

from __future__ import annotations

import contextlib
import gc
import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from autograder.course.errors import CourseError
from autograder.course.folders import Course, open_course
from autograder.course.nbgrader_compat import load_nbgrader, quick_nbformat
from autograder.course.plain_text import one_line


class Commands(TyperGroup):
    """The commands; a mistake of the person who calls becomes one line and exit status 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was called."""
        try:
            return super().invoke(ctx)
        except CourseError as error:
            say(f"[red]error:[/] {escaped(error, keep=LINES)}")
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            say("[yellow]stopped.[/] What was finished is kept; the same command goes on from there.")
            raise typer.Exit(130) from None


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
LINES = "\n"
LONGEST = 5_000
"""Longest text from outside in a line for a person, in characters."""
state: dict[str, Path] = {"course": Path()}

Set = Annotated[str, typer.Argument(metavar="SET", help="Problem set.")]
Force = Annotated[bool, typer.Option(help="Grade again what has been graded.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Submissions graded at a time; one a processor.")]
Jail = Annotated[str | None, typer.Option(help="What encloses student code: auto, bwrap, landlock or none.")]


@app.callback()
def options(
    course: Annotated[Path, typer.Option(help="Folder of the course.", metavar="FOLDER")] = Path(),
) -> None:
    """Release, collect and grade problem sets of an nbgrader course."""
    state["course"] = course


@app.command()
def release(
    name: Set,
    calibrate: Annotated[
        bool,
        typer.Option("--calibrate/--no-calibrate", help="First grade the set's own solution."),
    ] = True,
    jail: Jail = None,
) -> None:
    """Make the student version, without solutions and hidden tests, if the set's own solution passes."""
    course = opened()
    from autograder.course.graded_source import remarks
    from autograder.course.release import built_sources, release
    from autograder.course.settings import settings_of
    from autograder.grading import decisions

    sources = built_sources(course, name)
    if calibrate:
        settings = settings_of(course, jail=jail)
        decided = decisions.kept(course, name, sources)
        with at_work(f"grading {name}'s own solution"):
            decided = decided or decisions.decide_anew(course, name, sources, settings)
        decisions.refuse_faults(decided, name)
    out(f"Released {name}: {shown(release(course, name, sources))}")
    for line in (*remarks(course, name), *decisions.news(course, name)):
        say(f"[yellow]note:[/] {escaped(line)}")
    if not calibrate:
        say(
            "[yellow]note:[/] The set's own solution was not graded. The first `autograder grade` does that, "
            "and finds out which tests run beside the students' code."
        )


@app.command()
def lint(name: Set, as_json: Json = False, jail: Jail = None) -> None:
    """Grade the set's own solution, and say what to look at. Exit status 1 if it does not earn all points."""
    course = opened()
    from autograder.course.graded_source import remarks
    from autograder.course.release import built_sources
    from autograder.course.settings import settings_of
    from autograder.grading import decisions
    from autograder.report import tables

    sources = built_sources(course, name)
    with at_work(f"grading {name}'s own solution"):
        decided = decisions.decide_anew(course, name, sources, settings_of(course, jail=jail))
    if as_json:
        typer.echo(tables.calibration_json(name, decided.books))
    else:
        for line in remarks(course, name):
            say(f"[yellow]note:[/] {escaped(line)}")
        for line in decisions.news(course, name):
            out(line)
        out(tables.calibration_line(decided.books, sources))
    raise typer.Exit(1 if decided.faults() else 0)


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
            "nbgrader, folders (one a student) or files (one a student).",
        ),
    ] = "",
    new_students: Annotated[
        bool, typer.Option("--new-students", help="Take students too who are not on the course's list.")
    ] = False,
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="Zone of the export's times, such as Europe/Berlin.")
    ] = "UTC",
) -> None:
    """Put submissions into the course. Exit status 1 if one, or a file of one, was not collected."""
    course = opened()
    from autograder.course.collect import collect
    from autograder.report import tables

    collected = collect(
        course, name, origin, pattern, layout=layout, new_students=new_students, timezone=timezone
    )
    if collected.rows:
        Console().print(tables.collected(name, collected))
    for line in collected.notes:
        say(f"[cyan]note:[/] {escaped(line)}")
    for line in collected.lost:
        say(f"[yellow]passed over:[/] {escaped(line)}")
    for missed in collected.missed:
        say(f"[red]not collected:[/] {escaped(missed)}")
    out(tables.collected_line(name, collected))
    raise typer.Exit(0 if collected.complete else 1)


@app.command()
def grade(
    name: Set,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be given again.")] = None,
    force: Force = False,
    workers: Workers = None,
    jail: Jail = None,
    as_json: Json = False,
) -> None:
    """Grade the submissions.

    Exit status 0: all were graded. 1: the others were, and a person must look at those that are named.
    2: nothing could be graded, the command or the course is at fault.
    """
    course = opened()
    from autograder.course.settings import processors, settings_of
    from autograder.grading import decisions
    from autograder.grading.run import grade, submitted
    from autograder.report import marks, tables

    begin, settings = time.monotonic(), settings_of(course, jail=jail)
    students = submitted(course, name, student or ())
    with progress() as bar:
        task = bar.add_task(name, total=len(students))
        step = lambda graded: bar.advance(task)  # noqa: E731
        done = grade(course, name, settings, students, force, workers or processors(), step)
    failed = [graded for graded in done if graded.status == "failed"]
    seconds = time.monotonic() - begin
    if as_json:
        typer.echo(tables.run_json(name, done, seconds))
    elif len(failed) < len(done):
        Console().print(tables.cell_marks(marks.by_cell(marks.submissions_of(course, name))))
    for graded in failed:
        say(f"[red]not graded:[/] {escaped(one_line(graded.student))}: {escaped(graded.reason)}")
    for graded in done:
        for note in graded.notes:
            say(f"[yellow]note:[/] {escaped(one_line(graded.student))}: {escaped(one_line(note, 1000))}")
    if not as_json:
        for line in tables.run_lines(name, done, seconds):
            out(line)
    for line in decisions.news(course, name):
        say(f"[yellow]note:[/] {escaped(line)}")
    raise typer.Exit(1 if failed else 0)


@app.command()
def feedback(name: Set) -> None:
    """Write a feedback page for each graded submission. Exit status 1 if one is missing."""
    course = opened()
    from autograder.report import tables
    from autograder.report.feedback import feedback

    failed: list[str] = []

    def on_failure(student: str, reason: str) -> None:
        failed.append(student)
        say(f"[red]no page:[/] {escaped(student)}: {escaped(reason)}")

    pages = feedback(course, name, on_failure)
    out(f"Wrote {tables.count(pages, 'page')}: {shown(course.path('feedback', name, '<student>'))}")
    raise typer.Exit(1 if failed else 0)


@app.command()
def export(
    name: Set,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="CSV file; <set>.csv if not given.")] = None,
    cells: Annotated[bool, typer.Option(help="A column for each graded cell.")] = False,
) -> None:
    """Write the marks of the class to a CSV file."""
    course = opened()
    from autograder.report.export import export

    target = to or Path(f"{name}.csv")
    number = export(course, name, target, cells)
    out(f"Wrote {number} line{'' if number == 1 else 's'}: {shown(target)}")


@app.command()
def report(name: Set, as_json: Json = False) -> None:
    """Show the marks of the class, by student and by test cell."""
    course = opened()
    from dataclasses import asdict

    from autograder.report import tables
    from autograder.report.marks import by_cell, submissions_of

    rows = submissions_of(course, name)
    if as_json:
        typer.echo(json.dumps([asdict(row) | {"final": row.final} for row in rows], indent=1))
        return
    console = Console()
    console.print(tables.class_marks(name, rows))
    console.print(tables.cell_marks(by_cell(rows)))
    for line in tables.remarks(rows):
        out(line)


@app.command()
def demo(name: Set, workers: Workers = None, jail: Jail = None) -> None:
    """Grade a class made from the set's bank. Exit status 1 if a mark is not the expected one."""
    course = opened()
    from autograder.audit import tables as audit_tables
    from autograder.audit.demo import demo
    from autograder.course.settings import processors, settings_of
    from autograder.report import tables

    with progress() as bar:
        task = bar.add_task(name, total=None)
        step = lambda graded: bar.advance(task)  # noqa: E731
        rows, own = demo(course, name, settings_of(course, jail=jail), workers or processors(), step)
    Console().print(audit_tables.graduates(name, rows))
    out(f"Feedback: {shown(own.path('feedback', name, '<student>'))}")
    wrong = sum(not row.agrees for row in rows)
    if wrong:
        say(f"[red]{wrong} of {tables.count(rows, 'student')} did not get the expected marks.[/]")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def audit(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SET…]", help="All with a bank if none.")
    ] = None,
    mutate: Annotated[
        bool, typer.Option("--mutants/--no-mutants", help="Try mutants of the right answers.")
    ] = True,
    whole: Annotated[bool, typer.Option("--whole", help="Run every test for every answer.")] = False,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=1, help="Try N of the mutants, spread evenly.")
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume", metavar="FOLDER", help="Keep there what became of each mutant; go on where it ended."
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write all of it there.")] = None,
    workers: Workers = None,
    jail: Jail = None,
) -> None:
    """Test the hidden tests: with the reference, the bank and mutants. Exit status 1 if anything is off."""
    course = opened()
    from autograder.audit import tables
    from autograder.audit.audit import audit, audited
    from autograder.course.files import write_atomically
    from autograder.course.settings import processors, settings_of

    settings, audits = settings_of(course, jail=jail), []
    with progress() as bar:
        for name in audited(course, names or ()):
            task = bar.add_task(name, total=None)
            step = lambda done, total, task=task: bar.update(task, completed=done, total=total)  # noqa: E731
            kept = resume and resume / f"{name}.jsonl"
            audits.append(
                audit(course, name, settings, workers or processors(), mutate, whole, sample, kept, step)
            )
    for row in audits:
        if row.findings or row.survivors:
            Console().print(tables.findings(row))
    Console().print(tables.audits(audits))
    if to is not None:
        write_atomically(to, tables.audits_json(audits).encode())
    raise typer.Exit(0 if all(row.passes for row in audits) else 1)


@app.command()
def check(
    notebook: Annotated[
        Path, typer.Argument(metavar="NOTEBOOK", help="A released notebook with your answers.")
    ],
    as_json: Json = False,
) -> None:
    """Run the tests of a notebook that students can see. Exit status 1 if one does not pass."""
    with quick_nbformat():
        from dataclasses import asdict

        from autograder.grading.check import check
        from autograder.report import tables

    result = check(notebook)
    if as_json:
        typer.echo(json.dumps([asdict(cell) for cell in result.cells], indent=1))
    else:
        Console().print(tables.verdicts(result, notebook.name))
        out(tables.check_line(result))
    raise typer.Exit(0 if all(cell.verdict in ("passed", "manual") for cell in result.cells) else 1)


@app.command()
def doctor() -> None:
    """Say what this machine can do, and what to install. Exit status 1 if it cannot enclose student code."""
    from autograder.report import tables
    from autograder.sandbox.jail import facts

    Console().print(tables.facts(facts.facts()))
    kinds = facts.candidates("auto")
    out(f"Jail: {facts.describe(kinds[0])}" if kinds else facts.advice("auto", facts.refused()))
    raise typer.Exit(0 if kinds else 1)


def opened() -> Course:
    """The course that the command works on, with nbformat and nbgrader loaded the quick way."""
    course = open_course(state["course"])
    load_nbgrader()
    return course


def progress() -> Any:
    """A progress bar with the rate and the time that is left; silent where no person looks."""
    from rich import progress as parts

    class Rate(parts.ProgressColumn):
        def render(self, task: Any) -> str:
            return f"{task.speed:.1f}/s" if task.speed else ""

    console = Console(stderr=True)
    columns = (
        parts.TextColumn("{task.description}", markup=False),
        parts.BarColumn(),
        parts.MofNCompleteColumn(),
        Rate(),
    )
    left = parts.TimeRemainingColumn()
    return parts.Progress(*columns, left, console=console, transient=True, disable=not console.is_terminal)


def at_work(what: str) -> Any:
    """Say what takes a while, in a context; silent where no person looks."""
    console = Console(stderr=True)
    return console.status(what) if console.is_terminal else contextlib.nullcontext()


def out(text: str) -> None:
    """Print a line as it is, every character of it in sight."""
    from rich.text import Text

    from autograder.course.plain_text import visible, without_escapes

    Console().print(Text(visible(without_escapes(text), keep="\n")), soft_wrap=True, highlight=False)


def say(text: str) -> None:
    """Print a line for a person, with colours, to standard error."""
    Console(stderr=True).print(text, soft_wrap=True, highlight=False)


def escaped(text: object, keep: str = "") -> str:
    """A text from outside for `say`: every character in sight but those to keep, no markup of rich's."""
    from rich.markup import escape

    from autograder.course.plain_text import visible, without_escapes

    return escape(visible(without_escapes(str(text)[:LONGEST]), keep))


def shown(path: Path) -> str:
    """A path as short as it can be given from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def main() -> None:
    """Entry point of the command."""
    # It imports much and ends soon: looking for garbage as often as usual takes a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    app()
