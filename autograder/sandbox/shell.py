"""Running one cell the way Jupyter does, in a process that a kernel never started.

IPython's shell does the work (magics, help, last expressions, figures), except for cells of plain Python,
which run without it; what it would send to a browser is collected as outputs, up to a limit. Used by the
worker and by the judge.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox import plain_cells
from autograder.sandbox.guard import Undone, guarding
from autograder.sandbox.ipython_shell import Shell
from autograder.sandbox.protocol import Output
from autograder.sandbox.recorder import Recorder


@dataclass
class CellRun:
    """What running one cell gave."""

    outputs: list[Output] = field(default_factory=list)
    """What it showed, without the error."""
    value: object = None
    """Value of the last expression; None where there is none."""
    error: BaseException | None = None
    """What the cell raised."""
    seconds: float = 0.0
    """Wall time in seconds."""


class CellRunner:
    """A shell that runs cells one after the other and records what they show."""

    def __init__(self) -> None:
        """Make the shell; slow, so it is done once, before the forks."""
        self.shell = Shell.make()
        self.own_names = frozenset(self.shell.user_ns)
        """Names that the shell itself put there."""
        self.rewrite: Callable[[ast.Module], ast.Module] = lambda tree: tree
        """What is made of a cell of plain Python before it is compiled."""
        self._codes: dict[tuple[str, str], plain_cells.Code | None] = {}
        self.put_back: Callable[[], Undone] = tuple
        """Puts back what a test relies on; see `guard`."""

    @property
    def names(self) -> dict[str, Any]:
        """The global names of the cells."""
        names: dict[str, Any] = self.shell.user_ns
        return names

    def guard(self) -> None:
        """Take the copies of what a test relies on; before any student's code runs."""
        self.put_back = guarding(self.shell)

    @property
    def recorder(self) -> Recorder:
        """Where all output goes."""
        return self._recorder

    def start(self, recorder: Recorder) -> None:
        """Send all output to ``recorder`` from now on."""
        self._recorder = recorder
        recorder.take_streams()
        recorder.take_warnings()
        self.shell.record(recorder)

    def learn(self, source: str, label: str) -> None:
        """Compile a cell that will run, in this process or in its children."""
        self._codes[source, label] = plain_cells.compiled(source, f"<{label}>", self.rewrite)

    def learn_code(self, source: str, label: str, code: plain_cells.Code | None) -> None:
        """Take a cell's code as it was compiled elsewhere; None if IPython must look at the cell."""
        self._codes[source, label] = code

    def run(self, source: str, label: str, names: dict[str, Any] | None = None) -> CellRun:
        """Run one cell.

        Args:
            source: its text.
            label: names it in tracebacks.
            names: global names of its own, where it does not share those of all cells.
        """
        self.shell.name_cell(source, label)
        self.shell.note_input(source)
        self._recorder.take()
        start = time.perf_counter()
        try:
            value, error = self._execute(source, label, names)
        except BaseException as raised:
            value, error = None, raised
        return CellRun(self._recorder.take(), value, error, time.perf_counter() - start)

    def _execute(
        self, source: str, label: str, names: dict[str, Any] | None
    ) -> tuple[object, BaseException | None]:
        if names is not None:
            source = self.shell.translated(source)
        elif self.shell.is_extended():
            return self.shell.run_whole(source)
        if (source, label) not in self._codes:
            self.learn(source, label)
        code = self._codes[source, label]
        if code is None:
            return self.shell.run_whole(source)
        return self.shell.run_plain(code, source, names), None
