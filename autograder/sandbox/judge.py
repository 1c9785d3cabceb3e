"""The judge: runs the test cells, visible and hidden, in a process that the student's code cannot reach.

A name in a test cell is looked up in this order: what earlier test cells defined and what the instructor's
cells made here, unless a student's cell has bound it since; Python's own names; and last the worker's names,
each through the bridge.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import re
import socket
import sys
import time
from typing import Any, Literal

import numpy as np

from autograder.sandbox import cell_errors, plain_cells
from autograder.sandbox.bridge import errors, handles
from autograder.sandbox.bridge.names import Names
from autograder.sandbox.bridge.proxies import Link
from autograder.sandbox.bridge.random_state import Carrier
from autograder.sandbox.bridge.rebound import Patches
from autograder.sandbox.bridge.values import CannotCross
from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone, Late, LinkBroken, Malformed
from autograder.sandbox.hidden_lines import HiddenLines
from autograder.sandbox.protocol import (
    REPLIED,
    TO_JUDGE,
    Action,
    Attach,
    Output,
    RunSetUp,
    RunTest,
    TestFailure,
    TestRan,
)
from autograder.sandbox.recorder import Recorder
from autograder.sandbox.scores import score_of
from autograder.sandbox.shell import CellRunner
from autograder.sandbox.worker import set_up

_CLASS_OF, _DICT_OF = "__class_of__", "__dict_of__"
_SAME = "__is_same__"
_ASKED = {"type": _CLASS_OF, "vars": _DICT_OF, "__class__": _CLASS_OF, "__dict__": _DICT_OF}
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


class _AsksTheBridge(ast.NodeTransformer):
    """Has a test ask the bridge for an object's class and attributes, and whether two are the same: of the
    student's objects, the judge's Python cannot tell."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in ("type", "vars") and len(node.args) == 1:
            starred = isinstance(node.args[0], ast.Starred)
            return node if node.keywords or starred else _asked(node, _ASKED[node.func.id], node.args[0])
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        (operation, *further), other = node.ops, node.comparators[0]
        if further or not isinstance(operation, ast.Is | ast.IsNot) or isinstance(other, ast.Constant):
            return node
        same = _asked(node, _SAME, node.left, other)
        return (
            same if isinstance(operation, ast.Is) else ast.copy_location(ast.UnaryOp(ast.Not(), same), node)
        )

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        is_read = node.attr in ("__class__", "__dict__") and isinstance(node.ctx, ast.Load)
        return _asked(node, _ASKED[node.attr], node.value) if is_read else node


def _asked(node: ast.expr, function: str, *about: ast.expr) -> ast.Call:
    name = ast.copy_location(ast.Name(function, ast.Load()), node)
    return ast.copy_location(ast.Call(name, list(about), []), node)


def rewritten(tree: ast.Module) -> ast.Module:
    """A test cell as the judge runs it."""
    done: ast.Module = _AsksTheBridge().visit(tree)
    return done


def main(runner: CellRunner, grader: socket.socket) -> None:
    """Run test cells for the grader until it hangs up."""
    commands: Channel[TO_JUDGE] = Channel(grader, COMMAND_BYTES, TO_JUDGE, ahead=False)
    runner.rewrite = rewritten
    begin, recorder = set_up(runner, *commands.receive())
    names = Names(runner.names)
    names.begin_cell()
    runner.shell.use_names(names)
    setattr(builtins, _CLASS_OF, handles.class_of)
    setattr(builtins, _DICT_OF, handles.dict_of)
    setattr(builtins, _SAME, handles.is_same)
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
        elif isinstance(command, RunSetUp):
            commands.send(judge.set_up(command))


class _Judge:
    def __init__(self, runner: CellRunner, names: Names, recorder: Recorder, message_bytes: int) -> None:
        self._runner, self._names, self._recorder = runner, names, recorder
        self._message_bytes = message_bytes
        self._hidden = HiddenLines()
        recorder.is_hidden = self._hidden.at_work
        self._carrier = Carrier(self._ask)
        self._patches = Patches(names, self._ask)
        self._handed: dict[str, object] = {}

    def attach(self, descriptor: int) -> None:
        """Talk to a new worker; handles of the one before are dead."""
        channel: Channel[REPLIED] = Channel(socket.socket(fileno=descriptor), self._message_bytes, REPLIED)
        link = self._names.link = Link(channel, _echo)
        link.around = [self._patches, self._carrier]
        self._carrier.forget()
        if self._handed:
            self._hand_over(self._handed)
            link.rest()

    def set_up(self, command: RunSetUp) -> TestRan:
        """Run statements of a set-up cell, each for itself: what fails is looked for in the worker."""
        link = self._names.link
        if link is not None:
            link.channel.deadline = time.monotonic() + command.seconds
        self._carrier.begin(command.source)
        self._names.begin_cell()
        start = time.perf_counter()
        plain_cells.remember(command.source, f"<{command.label}>")
        for statement in ast.parse(command.source).body:
            code = compile(rewritten(ast.Module([statement], [])), f"<{command.label}>", "exec")
            with contextlib.suppress(Exception, SystemExit):
                exec(code, self._names, self._names)
        if link is not None:
            link.rest()
        return TestRan((), time.perf_counter() - start)

    def test(self, command: RunTest) -> TestRan:
        """Run one test cell and report what happened."""
        link = self._names.link
        if link is None:
            raise Malformed("expected a worker before the first test")
        link.channel.deadline = time.monotonic() + command.seconds
        link.last_call, link.stopped, link.cells = "", None, dict(command.history)
        self._names.begin_cell(command.names.forget, command.names.classes)
        self._remember(command)
        self._hidden.begin_cell(command.label, command.hidden)
        self._carrier.begin(command.source)
        self._patches.begin(command.source, command.names.shared, command.names.patches)
        run = self._runner.run(command.source, command.label)
        with contextlib.suppress(Exception, errors.Stopped, LinkBroken):  # the test's own verdict counts
            self._patches.end()
        if link.broken is None:
            self._hand_over(
                {n: dict.get(self._names, n) for n in command.names.handed if self._names.has_own(n)}
            )
        ran = self._reported(
            command, run.outputs, run.seconds, run.value, link.broken or link.stopped or run.error
        )
        link.rest()  # nothing above may ask again
        return ran

    def _reported(
        self,
        command: RunTest,
        outputs: list[Output],
        seconds: float,
        value: object,
        error: BaseException | None,
    ) -> TestRan:
        link = self._names.link
        if error is not None and link is not None:
            shown = (*outputs, cell_errors.error_output(error))
            return TestRan(shown, seconds, _explained(error, link, self._hidden.led_to(error)))
        counts = value is not None and not self._is_students(command.source)
        return TestRan(tuple(outputs), seconds, score=score_of(value) if counts else None)

    def _remember(self, command: RunTest) -> None:
        """Let `In` hold the cells before, for a test that reads them."""
        if command.history:
            self._runner.shell.inputs[:] = ["", *(text for _, text in command.history)]

    def _hand_over(self, values: dict[str, object]) -> None:
        """Bind in the worker what cells there will read; what cannot cross is not there."""
        for name, value in values.items():
            with contextlib.suppress(CannotCross, LinkBroken):
                if not callable(value):
                    self._ask("hand", name, value)
                    self._handed[name] = value

    def _ask(self, action: Action, *arguments: object) -> Any:
        return None if self._names.link is None else self._names.link.ask(action, None, *arguments)

    def _is_students(self, source: str) -> bool:
        """Whether the last expression is a bare call of a student's function: that is no score."""
        name = plain_cells.last_call(source)
        return name is not None and not self._names.has_own(name) and not hasattr(builtins, name)


def _echo(printed: str, complained: str) -> None:
    """Print what the student's code printed, for whoever listens at the moment."""
    for stream, text in ((sys.stdout, printed), (sys.stderr, complained)):
        if text:
            stream.write(text)


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
        refused=isinstance(error, handles.HandleRefused),
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
