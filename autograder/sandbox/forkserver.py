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
import shutil
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
from autograder.sandbox.jail import enter, system
from autograder.sandbox.jail.fork import fork_into
from autograder.sandbox.protocol import (
    ASKED,
    REPLIED,
    TO_JUDGE,
    TO_WORKER,
    Ended,
    Launch,
    Learn,
    Ready,
    Role,
)

if TYPE_CHECKING:
    from autograder.sandbox import shell

_WATCH_SECONDS = 0.1
"""How often the memory of the children is looked at."""
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
    over_memory: bool = False


class ForkServer:
    """Forks children on request, watches their memory, ends them when the grader lets go of them."""

    def __init__(self, control: socket.socket, launch: Launch) -> None:
        """Serve the requests that come over ``control``, as ``launch`` says."""
        self._control, self._kind = control, launch.jail
        self._limits, self._readable = launch.limits, launch.readable
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._user = os.getuid(), os.getgid()
        self._page = os.sysconf("SC_PAGESIZE")
        self._next_watch = 0.0

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
        enter.prepare(self._kind, self._readable)
        self._base = self._anonymous(os.getpid())
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
        self._selector.register(self._control, selectors.EVENT_READ, self._request)
        try:
            while self._selector.get_map().get(self._control.fileno()):
                for key, _ in self._selector.select(self._patience()):
                    key.data()
                self._watch_memory()
        finally:
            homes = [child.home for child in self._children.values()]
            self._children.clear()
            self._sweep()
            for home in homes:
                self._remove(home)

    def _patience(self) -> float | None:
        """Seconds until the memory must be looked at; None where there is nobody to watch."""
        if not any(child.watched for child in self._children.values()):
            return None
        return max(0.0, self._next_watch - time.monotonic())

    def _request(self) -> None:
        data, descriptors, _, _ = socket.recv_fds(self._control, 16, 4)
        if not data:
            self._selector.unregister(self._control)
            return
        grader, *rest = descriptors
        role = Role(data)
        serves = role is Role.JUDGE_SERVER
        home = None if serves else self._home()
        pid = os.fork() if serves else fork_into(enter.flags(self._kind))
        if pid == 0:
            self._serve_judges(*rest) if serves else self._become(role, rest, home)
        for descriptor in rest:
            os.close(descriptor)
        child = _Child(socket.socket(fileno=grader), home, watched=not serves)
        self._children[pid] = child
        watched = os.pidfd_open(pid)
        self._selector.register(watched, selectors.EVENT_READ, lambda: self._ended(pid, watched))
        self._selector.register(child.grader, selectors.EVENT_READ, lambda: self._let_go(pid))

    def _become(self, role: Role, descriptors: list[int], home: str | None) -> None:
        """In the child: give everything up, then play the role until the end."""
        try:
            gc.set_threshold(*_GARBAGE)
            _close_all_but(descriptors)
            self._enclose(home)
            self._roles[role](self._runner, *(socket.socket(fileno=number) for number in descriptors))
        except BaseException:
            traceback.print_exc()
        os._exit(0)

    def _serve_judges(self, control: int, tests: int) -> None:
        """In the child: learn the tests, then serve requests for judges until the end."""
        try:
            _close_all_but([control, tests])
            system.die_with_parent()
            if self._kind != "bwrap":
                system.become_subreaper()
            self._children.clear()
            self._selector = selectors.DefaultSelector()
            self._control = socket.socket(fileno=control)
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
            own = home or os.getcwd()
            os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"), own))
            tempfile.tempdir = None
            enter.enter(self._kind, self._limits, home=own, readable=self._readable)

    def _let_go(self, pid: int) -> None:
        child = self._children.get(pid)
        if child is None:
            return  # it ended at the same moment
        self._selector.unregister(child.grader)
        _kill(pid)

    def _ended(self, pid: int, watched: int) -> None:
        self._selector.unregister(watched)
        os.close(watched)
        _, status, usage = os.wait4(pid, 0)
        child = self._children.pop(pid)
        if child.grader in self._selector.get_map():
            self._selector.unregister(child.grader)
        signal_number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        ended = Ended(signal_number, child.over_memory, usage.ru_maxrss)
        with contextlib.suppress(OSError):  # the grader may no longer want to know
            child.grader.send(encode(ended))
        child.grader.close()
        if self._kind != "bwrap":
            self._sweep()
        self._remove(child.home)

    def _sweep(self) -> None:
        """Without a process namespace: end the orphans that a child left behind; they are ours now."""
        while strays := [p for p in _children_of(os.getpid()) if p not in self._children]:
            for pid in strays:
                _kill(pid)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)

    def _watch_memory(self) -> None:
        """End children whose processes together hold more memory of their own than allowed."""
        now = time.monotonic()
        watched = {pid: child for pid, child in self._children.items() if child.watched}
        if not watched or now < self._next_watch:
            return
        self._next_watch = now + _WATCH_SECONDS
        allowed = self._limits.memory_megabytes << 20
        family = _families(watched)
        for pid, members in family.items():
            held = sum(max(0, self._anonymous(member) - self._base) for member in members)
            if held > allowed and pid in self._children:
                self._children[pid].over_memory = True
                _kill(pid)

    def _anonymous(self, pid: int) -> int:
        try:
            with open(f"/proc/{pid}/statm") as file:
                _, resident, shared, *_ = map(int, file.read().split())
            return (resident - shared) * self._page
        except OSError:
            return 0

    def _home(self) -> str | None:
        return None if self._kind == "bwrap" else tempfile.mkdtemp(prefix="student-")

    def _remove(self, home: str | None) -> None:
        if home:
            shutil.rmtree(home, ignore_errors=True)


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


def _children_of(pid: int) -> list[int]:
    return [child for child, parent in _parents().items() if parent == pid]


def _families(roots: dict[int, _Child]) -> dict[int, list[int]]:
    """For each root, itself and all its descendants."""
    parents, family = _parents(), {root: [root] for root in roots}
    for pid in parents:
        ancestor = pid
        while ancestor in parents and ancestor not in roots:
            ancestor = parents[ancestor]
        if ancestor in roots and ancestor != pid:
            family[ancestor].append(pid)
    return family


def _parents() -> dict[int, int]:
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                found[int(name)] = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    return found


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


if __name__ == "__main__":
    main()
