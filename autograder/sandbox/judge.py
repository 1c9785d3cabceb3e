"""The judge: runs the test cells, visible and hidden, in a process that the student's code cannot reach.

A name in a test cell is looked up in this order: what earlier test cells defined, what the instructor's cells
import, Python's own names, and last the student's names, each through the bridge.
"""

from __future__ import annotations

import builtins
import re
import socket
import time
from typing import Any, Literal

import numpy as np

from autograder.sandbox import cell_errors, plain_cells
from autograder.sandbox.bridge import errors
from autograder.sandbox.bridge.proxies import HandleRefused, Link
from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone, Late, LinkBroken, Malformed
from autograder.sandbox.hidden_lines import HiddenLines
from autograder.sandbox.protocol import (
    REPLIED,
    TO_JUDGE,
    Attach,
    RunTest,
    TestFailure,
    TestRan,
)
from autograder.sandbox.recorder import Recorder
from autograder.sandbox.scores import score_of
from autograder.sandbox.shell import CellRunner
from autograder.sandbox.worker import set_up

_BUILTINS = vars(builtins)
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


class Names(dict[str, Any]):
    """The global names of the test cells; what is missing is looked for in the worker, once for each cell.

    A test may delete a name of the student's, to see who uses it, and put the object back: both happen in the
    worker. No other assignment reaches it, for its value might be what the test expects.
    """

    link: Link | None = None
    _taken: frozenset[str] = frozenset()

    def begin_cell(self) -> None:
        """Forget the student's values: the student's cells may have changed them."""
        self._values: dict[str, list[object]] = {}

    def __missing__(self, name: str) -> object:
        if name in _BUILTINS or self.link is None:
            raise KeyError(name)
        if name not in self._values:
            found = self.link.ask("global", None, name)
            self._values[name] = found if type(found) is list else []
        if not self._values[name]:
            raise KeyError(name)
        return self._values[name][0]

    def __delitem__(self, name: str) -> None:
        if name in self or self.link is None:
            super().__delitem__(name)
        elif not self.link.ask("take", None, name):
            raise KeyError(name)
        else:
            self._values.pop(name, None)
            self._taken |= {name}

    def __setitem__(self, name: str, value: object) -> None:
        if name in self._taken and self.link is not None and self.link.holds(value):
            self.link.ask("put", None, name, value)
            self._taken -= {name}
        else:
            super().__setitem__(name, value)


def main(runner: CellRunner, grader: socket.socket) -> None:
    """Run test cells for the grader until it hangs up."""
    commands: Channel[TO_JUDGE] = Channel(grader, COMMAND_BYTES, TO_JUDGE, ahead=False)
    begin, recorder = set_up(runner, *commands.receive())
    names = Names(runner.names)
    names.begin_cell()
    runner.shell.use_names(names)
    judge = _Judge(runner, names, recorder, begin.message_bytes)
    for statement in begin.imports:
        runner.run(statement, "the instructor's imports")
    while True:
        try:
            command, _ = commands.receive()
        except Gone:
            return
        if isinstance(command, Attach):
            judge.attach(socket.recv_fds(grader, 1, 1)[1][0])
        elif isinstance(command, RunTest):
            commands.send(judge.test(command))


class _Judge:
    def __init__(self, runner: CellRunner, names: Names, recorder: Recorder, message_bytes: int) -> None:
        self._runner, self._names, self._recorder = runner, names, recorder
        self._message_bytes = message_bytes
        self._hidden = HiddenLines()
        recorder.is_hidden = self._hidden.at_work

    def attach(self, descriptor: int) -> None:
        """Talk to a new worker; handles of the one before are dead."""
        channel: Channel[REPLIED] = Channel(socket.socket(fileno=descriptor), self._message_bytes, REPLIED)
        self._names.link = Link(channel, lambda text: self._recorder.stream("stdout", text))

    def test(self, command: RunTest) -> TestRan:
        """Run one test cell and report what happened."""
        link = self._names.link
        if link is None:
            raise Malformed("expected a worker before the first test")
        link.channel.deadline = time.monotonic() + command.seconds
        link.last_call = ""
        self._names.begin_cell()
        self._hidden.begin_cell(command.label, command.hidden)
        run = self._runner.run(command.source, command.label)
        link.rest()
        error = link.broken or run.error
        if error is not None:
            outputs = (*run.outputs, cell_errors.error_output(error))
            return TestRan(outputs, run.seconds, _explained(error, link, self._hidden.led_to(error)))
        counts = run.value is not None and not self._is_students(command.source)
        return TestRan(tuple(run.outputs), run.seconds, score=score_of(run.value) if counts else None)

    def _is_students(self, source: str) -> bool:
        """Whether the last expression is a bare call of a student's function: that is no score."""
        name = plain_cells.last_call(source)
        return name is not None and name not in self._names and not hasattr(builtins, name)


def _explained(error: BaseException, link: Link, hidden: bool) -> TestFailure:
    """What the verdict is made of; of a test that students never see, no line."""
    return TestFailure(
        kind=str(error) if isinstance(error, errors.Stopped) else type(error).__name__,
        message=errors.message(error),
        from_student=bool(getattr(error, "from_student", False)),
        place=cell_errors.students_place(error) if hidden else cell_errors.place_of(error),
        students_line=cell_errors.students_place(error) is not None,
        hidden=hidden,
        test_line=cell_errors.last_line(error),
        raised_by=cell_errors.package_of(error),
        link=_how_lost(error),
        stopped=isinstance(error, errors.Stopped),
        memory=isinstance(error, MemoryError),
        refused=isinstance(error, HandleRefused),
        call=link.last_call,
        returned=type(link.last_value).__name__,
        returned_length=_length(link.last_value),
        returned_shape=link.last_value.shape if isinstance(link.last_value, np.ndarray) else (),
        returned_items=_item_classes(link.last_value),
        missing_name=_missing_name(error) if isinstance(error, NameError) else None,
    )


def _how_lost(error: BaseException) -> Literal["sound", "gone", "late", "malformed"]:
    if isinstance(error, Late):
        return "late"
    if isinstance(error, Malformed):
        return "malformed"
    return "gone" if isinstance(error, LinkBroken) else "sound"


def _length(value: object) -> int | None:
    """Number of items of plain data."""
    return len(value) if type(value) in (list, tuple, dict, set, str, bytes) else None  # type: ignore[arg-type]


def _item_classes(value: object) -> tuple[str, ...]:
    """Classes of the first items of plain data."""
    items = list(value.values()) if type(value) is dict else value if type(value) in (list, tuple) else ()
    return tuple(type(item).__name__ for item in items[:20])  # type: ignore[index]


def _missing_name(error: NameError) -> str | None:
    """The name that was not there; from the student's process only the message comes."""
    told = _UNDEFINED.match(errors.message(error))
    return error.name or (told[1] if told else None)
