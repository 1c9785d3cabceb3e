"""What all commands share: the program, the course that they work on, and how they speak to a person."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from autograder.course.errors import CourseError
from autograder.course.folders import Course, open_course
from autograder.course.nbgrader_compat import load_nbgrader

LINES = "\n"
LONGEST = 5_000
"""Longest text from outside in a line for a person, in characters."""
state: dict[str, Path] = {"course": Path()}


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

Set = Annotated[str, typer.Argument(metavar="SET", help="Problem set.")]
Force = Annotated[bool, typer.Option(help="Grade again what has been graded.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Submissions graded at a time; one a processor.")]
Jail = Annotated[str | None, typer.Option(help="What encloses student code: auto, bwrap, landlock or none.")]


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
