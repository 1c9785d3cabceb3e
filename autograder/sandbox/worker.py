"""The worker: runs the student's cells and the instructor's set-up cells, then answers the judge's calls.

Forked from a warm process into the jail. It gets the cells one by one from the grader and the calls from the
judge, and never sees a test's text or an expected value. Nothing that it says is believed.
"""

from __future__ import annotations

import os
import random
import select
import socket
from pathlib import Path

import numpy as np

from autograder.sandbox import shell
from autograder.sandbox.bridge import errors
from autograder.sandbox.bridge.serve import Server
from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone


def main(runner: shell.CellRunner, grader: socket.socket, judge: socket.socket) -> None:
    """Serve the grader and the judge until one of them hangs up.

    Args:
        runner: the warm shell.
        grader: cells to run come from here.
        judge: requests about the student's objects come from here.
    """
    commands = Channel(grader, COMMAND_BYTES, ahead=False)
    start, blobs = commands.receive()
    recorder = shell.Recorder(start["output_bytes"])
    prepare(start, blobs)
    runner.start(recorder)
    calls = Channel(judge, start["message_bytes"])
    server = Server(calls, runner.shell.user_ns, runner.own_names, shell.place, recorder.drain)
    try:
        while True:
            if calls.waiting or judge in select.select([grader, judge], [], [])[0]:
                recorder.in_call = True
                while server.answer(*calls.receive()):
                    pass  # until the test has ended, nothing comes from the grader
                recorder.in_call = False
            else:
                _run(runner, commands)
    except Gone:
        return


def prepare(start: dict, blobs: list[memoryview]) -> None:
    """Go to the submission's processor, write its files, seed the global generators, set variables."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {start["processor"]})
    for name, blob in zip(start["files"], blobs, strict=True):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(blob)
    random.seed(start["seed"])
    np.random.seed(start["seed"] % 2**32)  # noqa: NPY002 - the student's code may use the old generator
    os.environ.pop("PYTHONPATH", None)
    os.environ.update(start.get("environment", {}))


def _run(runner: shell.CellRunner, commands: Channel) -> None:
    command, _ = commands.receive()
    run = runner.run(command["source"], command["label"])
    reply = {"outputs": run.outputs, "seconds": run.seconds, "error": None}
    if run.error is not None:
        reply["error"] = errors.describe(run.error, lambda kind: [], shell.place(run.error))
        reply["outputs"] = [*run.outputs, shell.error_output(run.error)]
    commands.send(reply)
