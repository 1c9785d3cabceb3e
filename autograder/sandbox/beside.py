"""A test that runs beside the student's code: in a fork of the worker, guarded as far as one process can be.

The test's text comes with the message that asks for it; before that it is in no file, no history and no
memory of the worker. The worker forks: in the child no thread of the student's is left, the functions that a
test relies on are put back (`guard`), and only then is the text compiled and run. What comes out goes to the
grader with the token of the request, whatever was printed. Then the child ends, without the student's exit
handlers, and the worker goes on as if no test had run.

Two kinds of tests run in the worker itself: those whose names or state later cells need, and all of them
where a library has threads of its own, which do not survive a fork (TensorFlow's, for one).
"""

from __future__ import annotations

import ast
import builtins
import linecache
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from functools import partial

from autograder.sandbox import cell_errors, plain_cells
from autograder.sandbox.bridge import errors
from autograder.sandbox.given_names import GivenNames
from autograder.sandbox.guard import Undone
from autograder.sandbox.hidden_lines import HiddenLines
from autograder.sandbox.protocol import BesideRan, RunBeside, TestFailure, TestRan
from autograder.sandbox.scores import score_of
from autograder.sandbox.shell import CellRun, CellRunner

_SENT = 77
"""Exit status of a child that has sent its report."""
_STOPPED = (SystemExit, KeyboardInterrupt, GeneratorExit)


def run(
    runner: CellRunner,
    given: GivenNames,
    put_back: Callable[[], Undone],
    command: RunBeside,
    send: Callable[[BesideRan], None],
) -> None:
    """Run a test and send what came out.

    Args:
        runner: the shell with the student's names.
        given: the instructor's names.
        put_back: puts the functions back that a test relies on; from `guard.guarding`.
        command: the test.
        send: sends the report to the grader.
    """
    undone = put_back()
    if command.keep or _has_foreign_threads():
        send(_tested(runner, given, command, undone))
        _forget(runner, command)
        return
    child = os.fork()
    if child == 0:
        leave = os._exit
        try:
            undone = (*undone, *put_back())  # hooks of a fork have run
            send(_tested(runner, given, command, undone))
            leave(_SENT)
        finally:
            leave(1)
    _, status = os.waitpid(child, 0)
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) != _SENT:
        failure = TestFailure(kind="SystemExit", message="", from_student=True, stopped=True)
        send(BesideRan(command.token, TestRan((), 0.0, failure), undone))


def _tested(runner: CellRunner, given: GivenNames, command: RunBeside, undone: Undone) -> BesideRan:
    """Run the test here, and report."""
    given.restore()
    meant = {name: getattr(builtins, name) for name in command.pythons}
    meant |= {name: value for name in command.given for value in given.own(name)}
    code = plain_cells.compiled(command.source, f"<{command.label}>", partial(_with_meant, meant))
    runner.names.update({_pristine(name): value for name, value in meant.items()})
    runner.learn_code(command.source, command.label, code)
    hidden = HiddenLines()
    hidden.begin_cell(command.label, command.hidden)
    runner.recorder.is_hidden = hidden.at_work
    ran = runner.run(command.source, command.label)
    runner.recorder.is_hidden = bool
    for name in meant:
        runner.names.pop(_pristine(name), None)
    return BesideRan(command.token, _report(ran, command, hidden), undone)


def _report(ran: CellRun, command: RunBeside, hidden: HiddenLines) -> TestRan:
    if ran.error is not None:
        outputs = (*ran.outputs, cell_errors.error_output(ran.error))
        return TestRan(outputs, ran.seconds, _explained(ran.error, command.label, hidden.led_to(ran.error)))
    called = plain_cells.last_call(command.source)
    counts = called is None or called in command.given or hasattr(builtins, called)
    return TestRan(tuple(ran.outputs), ran.seconds, score=score_of(ran.value) if counts else None)


def _explained(error: BaseException, label: str, hidden: bool) -> TestFailure:
    """What the verdict is made of; of a test that students never see, no line."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if cell_errors.is_cell(f.filename)]
    lines = [frame.lineno or 0 for frame in frames if frame.filename == f"<{label}>"]
    own = [number for number, frame in enumerate(frames) if frame.filename == f"<{label}>"]
    deeper = frames[own[-1] + 1 :] if own else frames
    return TestFailure(
        kind=type(error).__name__,
        message=errors.message(error),
        from_student=bool(deeper),
        place=cell_errors.place_of(error) if deeper or not hidden else None,
        students_line=bool(deeper),
        hidden=hidden,
        raised_by=cell_errors.package_of(error),
        test_line=lines[-1] if lines else 0,
        stopped=isinstance(error, _STOPPED),
        memory=isinstance(error, MemoryError),
        call=deeper[0].name if deeper and deeper[0].name.isidentifier() else "",
        missing_name=error.name if isinstance(error, NameError) else None,
    )


def _with_meant(names: Iterable[str], tree: ast.Module) -> ast.Module:
    """A test that means some names as Python and the instructor bind them, unless it binds them itself."""
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    made: ast.Module = _Meant(frozenset(names) - bound).visit(tree)
    return made


class _Meant(ast.NodeTransformer):
    """Has a test read names that the student's cells cannot bind."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._names and isinstance(node.ctx, ast.Load):
            return ast.copy_location(ast.Name(_pristine(node.id), ast.Load()), node)
        return node


def _pristine(name: str) -> str:
    return f"__meant_{name}"


def _has_foreign_threads() -> bool:
    """Whether this process has threads that Python does not know."""
    try:
        return len(os.listdir("/proc/self/task")) > len(sys._current_frames())
    except OSError:
        return True


def _forget(runner: CellRunner, command: RunBeside) -> None:
    """Leave no text of a test behind for the student's cells below."""
    linecache.cache.pop(f"<{command.label}>", None)
    runner.shell.forget_input()
