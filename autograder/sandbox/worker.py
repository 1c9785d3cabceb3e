"""The worker: runs the student's cells and the instructor's set-up cells, then answers the judge's calls.

Forked from a warm process into the jail. It gets the cells one by one from the grader and the calls from the
judge, and never sees a test's text or an expected value. Nothing that it says is believed.
"""

from __future__ import annotations

import os
import random
import select
import socket
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from autograder.sandbox import beside, cell_errors
from autograder.sandbox.bridge import errors
from autograder.sandbox.bridge.serve import Server
from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone, Malformed
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
    server = Server(calls, runner.names, runner.own_names, cell_errors.place_of, recorder.drain)
    try:
        while True:
            if calls.waiting or judge in select.select([grader, judge], [], [])[0]:
                recorder.in_call = True
                while server.answer(*calls.receive()):
                    pass  # until the test has ended, nothing comes from the grader
                recorder.in_call = False
            else:
                command, _ = commands.receive()
                if isinstance(command, RunCell):
                    commands.send(_run(runner, command))
                elif isinstance(command, RunBeside):
                    test_beside(runner, put_back, command, commands.send)
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
    for name, content in zip(begin.files, contents, strict=True):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    random.seed(begin.seed)
    np.random.seed(begin.seed % 2**32)  # noqa: NPY002 - the student's code may use the old generator
    os.environ.pop("PYTHONPATH", None)
    os.environ.update(begin.environment)


def _run(runner: CellRunner, command: RunCell) -> CellRan:
    run = runner.run(command.source, command.label)
    if run.error is None:
        return CellRan(tuple(run.outputs), run.seconds)
    failure = errors.describe(run.error, None, cell_errors.place_of(run.error))
    return CellRan((*run.outputs, cell_errors.error_output(run.error)), run.seconds, failure)
