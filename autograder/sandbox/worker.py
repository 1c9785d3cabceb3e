"""The worker: runs the student's cells and the instructor's set-up cells, then answers the judge's calls.

Forked from a warm process into the jail. It gets the cells one by one from the grader and the calls from the
judge, and never sees a test's text or an expected value. Nothing that it says is believed.
"""

from __future__ import annotations

import os
import random
import select
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from autograder.sandbox import beside, cell_errors
from autograder.sandbox.bridge import errors
from autograder.sandbox.bridge.serve import Server
from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone, Malformed
from autograder.sandbox.given_names import GivenNames
from autograder.sandbox.guard import refuse_audit_hooks
from autograder.sandbox.protocol import ASKED, TO_WORKER, Begin, CellRan, RunBeside, RunCell
from autograder.sandbox.recorder import Recorder
from autograder.sandbox.shell import CellRunner


def main(runner: CellRunner, grader: socket.socket, judge: socket.socket) -> None:
    """Serve the grader and the judge until one of them hangs up.

    Args:
        runner: the warm shell.
        grader: cells to run come from here.
        judge: requests about the student's objects come from here.
    """
    commands: Channel[TO_WORKER] = Channel(grader, COMMAND_BYTES, TO_WORKER, ahead=False)
    begin, recorder = set_up(runner, *commands.receive())
    put_back, test_beside = runner.put_back, beside.run
    refuse_audit_hooks()
    calls: Channel[ASKED] = Channel(judge, begin.message_bytes, ASKED)
    given = GivenNames(runner.names)
    server = Server(calls, runner.names, runner.own_names, cell_errors.place_of, recorder.drain, given)
    try:
        while True:
            if calls.waiting or judge in select.select([grader, judge], [], [])[0]:
                recorder.in_call = True
                given.restore()
                while server.answer(*calls.receive()):
                    pass  # until the test has ended, nothing comes from the grader
                recorder.in_call = False
            else:
                command, _ = commands.receive()
                if isinstance(command, RunCell):
                    commands.send(_run(runner, command, given))
                elif isinstance(command, RunBeside):
                    test_beside(runner, given, put_back, command, commands.send)
    except Gone:
        return


def set_up(runner: CellRunner, begin: object, contents: Sequence[memoryview]) -> tuple[Begin, Recorder]:
    """Do what the first message says, in a worker or a judge, and record what cells show from now on.

    Raises:
        Malformed: if it is another message.
    """
    if not isinstance(begin, Begin):
        raise Malformed(f"expected Begin. Received: {type(begin).__name__}")
    recorder = Recorder(begin.output_bytes)
    _prepare(begin, contents)
    runner.start(recorder)
    return begin, recorder


def _prepare(begin: Begin, contents: Sequence[memoryview]) -> None:
    """Write the submission's files, seed the global generators, set variables."""
    files = dict(zip(begin.files, contents, strict=True))
    _write(files, Path())
    folder = ""
    if begin.imports_apart:
        folder = tempfile.mkdtemp(prefix="given-")
        _write(files, Path(folder))
    sys.path.insert(0, folder)
    random.seed(begin.seed)
    np.random.seed(begin.seed % 2**32)  # noqa: NPY002 - the student's code may use the old generator
    os.environ.pop("PYTHONPATH", None)
    os.environ.update(begin.environment)


def _write(files: Mapping[str, memoryview], folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _run(runner: CellRunner, command: RunCell, given: GivenNames) -> CellRan:
    if command.given is None:
        run = runner.run(command.source, command.label)
    else:
        given.restore()
        given.begin_cell(command.given)
        run = runner.run(command.source, command.label, None if command.sets_globals else given)
        given.end_cell()
    if run.error is None:
        return CellRan(tuple(run.outputs), run.seconds)
    failure = errors.describe(run.error, None, cell_errors.place_of(run.error))
    return CellRan((*run.outputs, cell_errors.error_output(run.error)), run.seconds, failure)
