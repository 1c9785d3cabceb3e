"""What a build shows of itself: what it is about to do, each page that has run, and the table of all runs.

These lines go past Sphinx's log, so that they are there where Sphinx is told to show warnings alone.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Row = tuple[str, str, float]
"""docname of a page, what happened to it, seconds of its last run"""


def verbose() -> bool:
    """Whether ``VERBOSE`` asks to show what libraries say, too."""
    return bool(os.environ.get("VERBOSE"))


def say(text: str) -> None:
    """Show a line at once."""
    print(text, flush=True)


def table(rows: Iterable[Row]) -> None:
    """Show the table of runs, if there are any."""
    lines = [f"  {name:<40} {state:<16} {seconds:7.1f} s" for name, state, seconds in rows]
    if lines:
        say("\n".join(["", "Execution of the pages (seconds of their last run):", *lines, ""]))


@contextmanager
def bar(total: int) -> Iterator[Callable[[str, float, bool], None]]:
    """A bar in a terminal, a line per page elsewhere.

    Args:
        total: the number of pages.

    Yields:
        The function to call for each finished page: with its docname, its seconds, and whether it ran.
    """
    columns = [TextColumn("executing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    columns.append(TextColumn("{task.description}"))
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)

        def advance(name: str, seconds: float, ran: bool) -> None:
            progress.update(task, advance=1, description=f"last: {name}")
            if progress.disable:
                say(f"executed {name} in {seconds:.1f} s" if ran else f"failed {name}")

        yield advance
