"""The command ``autograder``: release, collect, grade, give back. What it does lies in the other modules."""

from __future__ import annotations

import gc
import json
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from autograder import desk  # noqa: F401  (its commands are of the same program)
from autograder.console import (
    Force,
    Jail,
    Json,
    Set,
    Workers,
    app,
    at_work,
    escaped,
    opened,
    out,
    progress,
    say,
    shown,
    state,
)
from autograder.course.nbgrader_compat import quick_nbformat
from autograder.course.plain_text import one_line


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
def grade(
    name: Set,
    student: Annotated[list[str] | None, typer.Option(help="Only this student; may be given again.")] = None,
    cell: Annotated[
        list[str] | None,
        typer.Option(help="Grade again, and enter the marks of this test cell alone; may be given again."),
    ] = None,
    force: Force = False,
    changed: Annotated[
        bool, typer.Option("--changed", help="Say whose marks have changed, from what to what.")
    ] = False,
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
    from autograder.report import changes, marks, tables

    begin, settings = time.monotonic(), settings_of(course, jail=jail)
    students = submitted(course, name, student or ())
    before = changes.marks_now(course, name) if changed else {}
    with progress() as bar:
        task = bar.add_task(name, total=len(students))
        step = lambda graded: bar.advance(task)  # noqa: E731
        done = grade(course, name, settings, students, force, workers or processors(), step, cells=cell or ())
    failed = [graded for graded in done if graded.status == "failed"]
    seconds = time.monotonic() - begin
    after = changes.marks_now(course, name) if changed else {}
    found = changes.changes(before, after)
    if as_json:
        typer.echo(tables.run_json(name, done, seconds, found if changed else None))
    elif changed:
        if found:
            Console().print(changes.table(name, found))
        out(changes.line(found, before, after))
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

    with at_work(f"running {notebook.name}"):
        result = check(notebook)
    if as_json:
        typer.echo(json.dumps([asdict(cell) for cell in result.cells], indent=1))
    else:
        Console().print(tables.verdicts(result, notebook.name))
        for note in result.notes:
            say(f"[yellow]note:[/] {escaped(one_line(note, 1000))}")
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


def main() -> None:
    """Entry point of the command."""
    # It imports much and ends soon: looking for garbage as often as usual takes a tenth of its time.
    gc.set_threshold(50_000, 20, 20)
    app()
