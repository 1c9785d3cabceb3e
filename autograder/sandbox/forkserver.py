"""The warm process: imports once what a problem set imports, then forks a worker for each submission.

Runs inside the jail and reads no submission: a child would inherit it. Sockets arrive as descriptors; what
comes over them is read after the fork, by the child alone. It runs no operation of a heavy library either:
TensorFlow's threads would not survive the fork.

One child goes on forking: the *judge server* of a problem set knows its tests, compiled, and forks the
judges. So no worker ever descends from a process that has seen a test.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import selectors
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from autograder.sandbox.channel import COMMAND_BYTES, Channel, decoder, encode
from autograder.sandbox.family import processes
from autograder.sandbox.folders import remove
from autograder.sandbox.jail import enter, system
from autograder.sandbox.jail.fork import fork_into
from autograder.sandbox.protocol import (
    ASKED,
    REPLIED,
    TO_JUDGE,
    TO_WORKER,
    Ended,
    Fork,
    Launch,
    Learn,
    Over,
    Ready,
    Role,
)
from autograder.sandbox.watch import Watch, Watched, usage

if TYPE_CHECKING:
    from autograder.sandbox import shell

_FIGURE = """
import matplotlib.pyplot as plt
plt.plot([1, 2], label="warm")
plt.legend()
plt.show()
plt.close("all")
"""
_MADV_COLLAPSE, _HUGE_PAGE = 25, 1 << 21
_GARBAGE = (10_000, 10, 10)
"""Objects after which a child looks for garbage: most end before."""


@dataclass
class _Child:
    grader: socket.socket
    home: str | None
    watched: bool = True
    over: Over | None = None


class ForkServer:
    """Forks children on request, keeps their limits, ends them when the grader lets go of them."""

    def __init__(self, control: socket.socket, launch: Launch) -> None:
        """Serve the requests that come over ``control``, as ``launch`` says."""
        self._control, self._kind = control, launch.jail
        self._limits, self._readable = launch.limits, launch.readable
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._user = os.getuid(), os.getgid()
        self._homes = launch.homes

    def warm(self, modules: Iterable[str]) -> dict[str, str]:
        """Import ``modules``; return the reason for each that could not be."""
        failed = {}
        for name in modules:
            try:
                importlib.import_module(name)
            except Exception as error:
                failed[name] = f"{type(error).__name__}: {error}"
        from autograder.sandbox import judge, shell, worker

        self._roles: dict[Role, Callable[..., None]] = {Role.WORKER: worker.main, Role.JUDGE: judge.main}
        self._runner = shell.CellRunner()
        _exercise(self._runner)
        for kind in (TO_WORKER, TO_JUDGE, ASKED, REPLIED):
            decoder(kind)  # each child would make its own, in milliseconds
        self._runner.guard()
        enter.prepare(self._kind, self._readable)
        return failed

    def probe(self) -> str:
        """Fork once into the jail and come back; return what failed, "" if nothing did."""
        ours, theirs = socket.socketpair()
        home = self._home()
        pid = fork_into(enter.flags(self._kind))
        if pid == 0:
            try:
                ours.close()
                self._enclose(home)
                theirs.send(b"ok")
            except BaseException as error:
                theirs.send(f"{type(error).__name__}: {error}".encode())
            os._exit(0)
        theirs.close()
        answer = ours.recv(2000).decode() or "the process ended"
        ours.close()
        os.waitpid(pid, 0)
        self._remove(home)
        return "" if answer == "ok" else answer

    def serve(self) -> None:
        """Fork and watch until the grader hangs up; then end every child."""
        self._watch = Watch(self._limits)
        self._selector.register(self._control, selectors.EVENT_READ, self._request)
        try:
            while self._selector.get_map().get(self._control.fileno()):
                for key, _ in self._selector.select(self._patience()):
                    key.data()
                self._keep_limits()
        finally:
            homes = [child.home for child in self._children.values()]
            for pid in self._children:
                self._kill(pid)
            self._children.clear()
            self._sweep()
            for home in homes:
                self._remove(home)

    def _patience(self) -> float | None:
        """Seconds until the children must be looked at; None where there is nobody to watch."""
        return self._watch.patience() if any(child.watched for child in self._children.values()) else None

    def _request(self) -> None:
        data, descriptors, _, _ = socket.recv_fds(self._control, 1 << 10, 5)
        if not data:
            self._selector.unregister(self._control)
            return
        grader, *rest = descriptors
        wanted = msgspec.json.decode(data, type=Fork)
        serves = wanted.role is Role.JUDGE_SERVER
        home = None if serves else self._home()
        pid = os.fork() if serves else fork_into(enter.flags(self._kind))
        if pid == 0:
            self._serve_judges(*rest) if serves else self._become(wanted, rest, home)
        for descriptor in rest:
            os.close(descriptor)
        child = _Child(socket.socket(fileno=grader), home, watched=not serves)
        self._children[pid] = child
        watched = os.pidfd_open(pid)
        self._selector.register(watched, selectors.EVENT_READ, lambda: self._ended(pid, watched))
        self._selector.register(child.grader, selectors.EVENT_READ, lambda: self._asked(pid))

    def _become(self, wanted: Fork, descriptors: list[int], home: str | None) -> None:
        """In the child: give everything up, then play the role until the end."""
        try:
            if wanted.in_group:
                with contextlib.suppress(OSError):  # it is counted all the same
                    os.write(descriptors.pop(), b"0")
            gc.set_threshold(*_GARBAGE)
            _close_all_but(descriptors)
            if wanted.processor is not None:
                with contextlib.suppress(OSError):  # it may have been taken away since
                    os.sched_setaffinity(0, {wanted.processor})
            self._enclose(home)
            self._roles[wanted.role](self._runner, *(socket.socket(fileno=number) for number in descriptors))
        except BaseException:
            traceback.print_exc()
        os._exit(0)

    def _serve_judges(self, control: int, tests: int) -> None:
        """In the child: learn the tests, then serve requests for judges until the end."""
        from autograder.sandbox import judge

        try:
            _close_all_but([control, tests])
            system.die_with_parent()
            if self._kind != "bwrap":
                system.become_subreaper()
            self._children.clear()
            self._selector = selectors.DefaultSelector()
            self._control = socket.socket(fileno=control)
            self._runner.rewrite = judge.rewritten
            channel: Channel[Learn] = Channel(socket.socket(fileno=tests), COMMAND_BYTES, Learn)
            for test in channel.receive()[0].tests:
                self._runner.learn(test.source, test.label)
            channel.close()
            gc.freeze()
            self.serve()
        except BaseException:
            traceback.print_exc()
        os._exit(0)

    def _enclose(self, home: str | None) -> None:
        os.setsid()  # kill(0, …) would reach the warm process's own group, whatever the namespace
        if self._kind == "bwrap":
            enter.map_user(*self._user)
            enter.enter(self._kind, self._limits, readable=self._readable)
        else:
            system.die_with_parent()
            system.become_subreaper()  # what it starts stays its own
            own = home or os.getcwd()
            os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"), own))
            tempfile.tempdir = None
            enter.enter(self._kind, self._limits, home=own, readable=self._readable)

    def _asked(self, pid: int) -> None:
        """The grader asks what a child has used, or lets go of it."""
        child = self._children.get(pid)
        if child is None:
            return  # it ended at the same moment
        asked = b""
        with contextlib.suppress(OSError):  # it hung up without reading the last answer
            asked = child.grader.recv(1 << 10)
        if asked:
            with contextlib.suppress(OSError):
                child.grader.send(encode(usage(pid)))
            return
        self._selector.unregister(child.grader)
        self._kill(pid)

    def _ended(self, pid: int, watched: int) -> None:
        self._selector.unregister(watched)
        os.close(watched)
        _, status, used = os.wait4(pid, 0)
        child = self._children.pop(pid)
        if child.grader in self._selector.get_map():
            self._selector.unregister(child.grader)
        signal_number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        ended = Ended(signal_number, child.over, used.ru_maxrss)
        with contextlib.suppress(OSError):  # the grader may no longer want to know
            child.grader.send(encode(ended))
        child.grader.close()
        if self._kind != "bwrap":
            self._kill(pid)
            self._sweep()
        self._remove(child.home)

    def _kill(self, pid: int) -> None:
        """End a child and all that it started: its namespace ends with it; without one, its group."""
        _kill(pid)
        if self._kind != "bwrap":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)

    def _sweep(self) -> None:
        """Without a process namespace: end the orphans that a child left behind; they are ours now."""
        while strays := self._strays():
            for pid in strays:
                _kill(pid)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)

    def _strays(self) -> list[int]:
        own = os.getpid()
        return [p.pid for p in processes().values() if p.parent == own and p.pid not in self._children]

    def _keep_limits(self) -> None:
        """End children whose processes together have too much of something."""
        children = self._children.items()
        watched = [Watched(pid, child.home) for pid, child in children if child.watched and not child.over]
        for pid, over in self._watch.over(watched).items():
            self._children[pid].over = over
            self._kill(pid)

    def _home(self) -> str | None:
        return None if self._kind == "bwrap" else tempfile.mkdtemp(prefix="student-", dir=self._homes)

    def _remove(self, home: str | None) -> None:
        if home:
            remove(home)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _exercise(runner: shell.CellRunner) -> None:
    """Run a cell of each kind, so that what IPython loads late is loaded before the forks."""
    from autograder.sandbox import cell_errors, recorder

    before = dict(runner.names)
    out, err, hook = sys.stdout, sys.stderr, sys.displayhook
    runner.start(recorder.Recorder(10_000))
    sources = ["1 + 1", "print(1)", "%pwd", "assert False", "def ("]
    if "matplotlib.pyplot" in sys.modules:
        sources.append(_FIGURE)
    for source in sources:
        run = runner.run(source, "warm-up")
        if run.error is not None:
            cell_errors.error_output(run.error)
    sys.stdout, sys.stderr, sys.displayhook = out, err, hook
    runner.names.clear()
    runner.names.update(before)
    runner.shell.forget_cells()


def _close_all_but(kept: list[int]) -> None:
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) not in kept:
            try:
                os.close(int(name))
            except OSError:
                continue  # the listing's own


def _huge_pages() -> None:
    """Gather the imported libraries' memory in huge pages: a fork copies one entry instead of 512."""
    with open("/proc/self/maps") as file:
        lines = file.read().splitlines()
    for line in lines:
        span, rights, _, _, inode, *_ = line.split()
        start, end = (int(number, 16) for number in span.split("-"))
        if inode == "0" and rights.startswith("rw") and end - start >= _HUGE_PAGE and "[stack" not in line:
            system.libc().madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_COLLAPSE)


def main() -> None:
    """Start from the command line: the one argument is a `Launch` as JSON."""
    launch = msgspec.json.decode(sys.argv[1], type=Launch)
    start = time.perf_counter()
    control = socket.socket(fileno=launch.control)
    server = ForkServer(control, launch)
    if launch.jail != "bwrap":
        system.become_subreaper()
    failed = server.warm(launch.imports)
    problem = server.probe()
    _huge_pages()
    gc.collect()
    gc.freeze()
    control.send(encode(Ready(time.perf_counter() - start, failed, problem)))
    if not problem:
        server.serve()
    if launch.homes:
        remove(launch.homes)


if __name__ == "__main__":
    main()
