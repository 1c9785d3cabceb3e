"""The sandbox's processes as the grader sees them: warm process, judge server, and what they fork."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import tempfile
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.sandbox import family
from autograder.sandbox.cgroups import Group, Groups
from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone, encode
from autograder.sandbox.folders import remove
from autograder.sandbox.jail import command
from autograder.sandbox.protocol import (
    Ended,
    Fork,
    HowMuch,
    Launch,
    Learn,
    Limits,
    Message,
    Ready,
    Role,
    RunTest,
    Usage,
)
from autograder.sandbox.registry import Registry

_START_SECONDS = 180
_JUDGE_SERVERS = 4
_END_SECONDS = 10
_TOLD: msgspec.json.Decoder[Usage | Ended] = msgspec.json.Decoder(Usage | Ended)
"""Reads what is told about a forked process."""


class JailMissing(RuntimeError):
    """This machine cannot enclose a student's code in the way that was asked for; says what to do."""


class NotReady(JailMissing):
    """A warm process took too long to start, which says nothing about the jail."""


@dataclass(frozen=True)
class Preload:
    """What a warm process imports beforehand, and the environment variables that must be set for it."""

    modules: tuple[str, ...]
    """Names of modules, sorted."""
    environment: tuple[tuple[str, str], ...] = ()
    """Names and values."""


@dataclass(frozen=True)
class Enclosure:
    """What encloses the code that runs here, and what it may use up."""

    jail: str = "auto"
    """"bwrap", "landlock", "none", or "auto": the best that the machine has."""
    limits: Limits = field(default_factory=Limits)
    """Memory, files, processes and time of one submission."""
    readable: tuple[str, ...] = ()
    """Further folders and files that it may read."""
    environment: tuple[tuple[str, str], ...] = ()
    """Further environment variables."""
    private: tuple[str, ...] = ()
    """Folders and files of the course that it must not read, by whatever way."""


class ForkedProcess:
    """Holds a forked process: letting go ends it, and its end is reported here."""

    def __init__(self, connection: socket.socket, group: Group | None = None) -> None:
        """Hold the process at the other end of ``connection``, in a control group of its own or in none."""
        self._socket, self._group = connection, group

    def ended(self) -> bool:
        """Whether it has ended: a report is there."""
        return bool(select.select([self._socket], [], [], 0)[0])

    def usage(self, seconds: float = 1.0) -> Usage | None:
        """What it has used of the processors; None where that cannot be told in time, or it has ended."""
        self._socket.settimeout(seconds)
        try:
            self._socket.send(encode(HowMuch()))
            told = _TOLD.decode(self._socket.recv(4096, socket.MSG_PEEK))
            if isinstance(told, Ended):
                return None
            self._socket.recv(4096)
            return told
        except (OSError, ValueError):
            return None

    def how_it_ended(self, seconds: float = 1.0) -> Ended:
        """How the process ended; as if nothing were known where that cannot be told in time."""
        self._socket.settimeout(seconds)
        try:
            while not isinstance(told := _TOLD.decode(self._socket.recv(4096)), Ended):
                pass  # an answer that came too late
        except (OSError, ValueError):
            told = Ended()
        if told.over is None and self._group is not None and self._group.ran_out_of_memory():
            return msgspec.structs.replace(told, over="memory")
        return told

    def let_go(self) -> None:
        """End the process and all that it started."""
        self._socket.close()
        if self._group is not None:
            self._group.over = True


class Forks:
    """A process that forks others on request."""

    def __init__(self, control: socket.socket, limits: Limits, groups: Groups | None) -> None:
        """Ask the process at the other end of ``control``.

        Args:
            control: requests go over it.
            limits: of each process that runs code.
            groups: makes control groups for them; None where this user may have none.
        """
        self._control, self._limits, self._groups = control, limits, groups

    def fork(self, role: Role, *connections: socket.socket, processor: int | None = None) -> ForkedProcess:
        """Fork a process that plays ``role`` over ``connections``; they are closed here.

        Args:
            role: what it is to be.
            connections: what it talks over.
            processor: number of the processor that it and all that it starts run on; None for any.

        Raises:
            JailMissing: if the process that forks has ended, with its last words.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        descriptors = [theirs.fileno(), *(connection.fileno() for connection in connections)]
        runs_code = role is not Role.JUDGE_SERVER
        group = self._groups.make(self._limits) if self._groups is not None and runs_code else None
        door = [] if group is None else group.door()
        try:
            wanted = Fork(role, processor, in_group=bool(door))
            socket.send_fds(self._control, [encode(wanted)], [*descriptors, *door])
        except OSError as error:
            ours.close()
            raise JailMissing(f"the warm process has ended: {self.said()}") from error
        finally:
            for connection in (theirs, *connections):
                connection.close()
            for descriptor in door:
                os.close(descriptor)
        return ForkedProcess(ours, group)

    def said(self) -> str:
        """What it wrote to standard error last."""
        return ""

    def close(self) -> None:
        """End the process and every child of it."""
        self._control.close()


class JudgeServer(Forks):
    """A child of a warm process that knows the tests of one source and forks the judges."""

    def __init__(self, warm: WarmProcess, tests: tuple[RunTest, ...]) -> None:
        """Have it forked, and send it the tests."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(ours, warm._limits, warm._groups)
        here, there = socket.socketpair()
        self._process = warm.fork(Role.JUDGE_SERVER, theirs, there)
        channel: Channel[Message] = Channel(here, COMMAND_BYTES, Message)
        try:
            channel.send(Learn(tests))
        except Gone as error:
            raise JailMissing(f"the warm process has ended: {error}") from error
        finally:
            channel.close()

    def alive(self) -> bool:
        """Whether the process still runs: its end would be reported."""
        return not self._process.ended()

    def close(self) -> None:
        """End the process and every judge."""
        super().close()
        self._process.how_it_ended(_END_SECONDS)  # it tidies up
        self._process.let_go()


class WarmProcess(Forks):
    """A fork server: it has imported what is wanted, and forks the workers."""

    def __init__(
        self, kind: str, wanted: Preload, enclosure: Enclosure, groups: Groups | None = None
    ) -> None:
        """Start it; `wait` until it is ready."""
        self.kind = kind
        """Kind of the jail around it."""
        self.failed_imports: dict[str, str] = {}
        """Reason for each module that could not be imported beforehand."""
        self._wanted = wanted
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        self._judge_servers: Registry[tuple[RunTest, ...], JudgeServer] = Registry(
            lambda tests: JudgeServer(self, tests), _JUDGE_SERVERS
        )
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(control, enclosure.limits, groups)
        os.set_inheritable(theirs.fileno(), True)
        self._homes = None if kind == "bwrap" else _folder_for_homes()
        launch = Launch(
            theirs.fileno(), kind, enclosure.limits, wanted.modules, enclosure.readable, self._homes
        )
        words, variables = _command(launch, (*wanted.environment, *enclosure.environment))
        try:
            self._process = subprocess.Popen(
                words,
                pass_fds=[theirs.fileno()],
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                cwd="/",
            )
        except OSError as error:
            self._control.close()
            raise JailMissing(str(error)) from error
        finally:
            theirs.close()

    def wait(self) -> None:
        """Wait until it is ready.

        Raises:
            NotReady: if it has not come up in time.
            JailMissing: if it ended, with the reason.
        """
        ready = self._first_message()
        self.failed_imports = ready.failed
        if ready.problem:
            self.close()
            raise JailMissing(ready.problem)

    def judge_server(self, tests: tuple[RunTest, ...]) -> AbstractContextManager[JudgeServer]:
        """The judge server for these tests, forked if need be; it is there as long as the context."""
        return self._judge_servers.using(tests)

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def said(self) -> str:
        """What it wrote to standard error last; nothing once it was closed."""
        if self._errors.closed:
            return ""
        self._errors.seek(0)
        return self._errors.read()[-1000:].decode(errors="replace").strip()

    def close(self) -> None:
        """End the warm process and every child of it."""
        self._judge_servers.close()
        self._control.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()
        if self._homes:
            remove(self._homes)

    def kill(self) -> None:
        """End it while it starts."""
        self._process.kill()

    def _kept_waiting(self) -> float:
        """Seconds in which it was ready to run and had no processor."""
        pid = self._process.pid
        members = family.families([pid], family.processes()).get(pid, [])
        return sum(family.waited_seconds(member.pid) for member in members)

    def _first_message(self) -> Ready:
        begin, answer = time.monotonic(), None
        while answer is None:
            # What others took of the processors counts for nothing, as in a cell.
            left = begin + _START_SECONDS + self._kept_waiting() - time.monotonic()
            if left <= 0:
                self.kill()
                self.close()
                raise NotReady(
                    f"the process that imports {', '.join(self._wanted.modules)} was not ready after "
                    f"{_START_SECONDS} s. Is this machine very busy? Grade again when it is not"
                )
            self._control.settimeout(left)
            try:
                answer = self._control.recv(1 << 16)
            except TimeoutError:
                continue
            except OSError:
                answer = b""
        self._control.settimeout(None)
        if answer:
            return msgspec.json.decode(answer, type=Ready)
        said = self.said()
        self.close()
        raise JailMissing(said or "the warm process did not start")


def _folder_for_homes() -> str:
    """A new folder that other users may pass through and not look at."""
    folder = tempfile.mkdtemp(prefix="autograder-")
    os.chmod(folder, 0o711)
    return folder


def _command(launch: Launch, further: tuple[tuple[str, str], ...]) -> tuple[list[str], dict[str, str]]:
    """The words that start a fork server, and the environment of the first of them."""
    words = ["-m", "autograder.sandbox.forkserver", encode(launch).decode()]
    if launch.jail == "bwrap":
        variables = command.environment(command.HOME, command.PACKAGE_ROOT, further)
        outside = {"PATH": os.environ.get("PATH", "")}
        return command.bubblewrap(words, variables, launch.readable), outside
    package = str(Path(__file__).parents[2])
    own = launch.homes or tempfile.gettempdir()  # IPython leaves a folder there
    return command.bare(words), command.environment(own, package, further)
