"""Warm processes for each set of imports, started once and shared by all submissions."""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone
from autograder.sandbox.forkserver import COURT
from autograder.sandbox.jail import command, enter, facts

_START_SECONDS = 180
# NumPy loads these on first use, which each fork would pay for again.
_ALWAYS = ("numpy", "numpy.random", "numpy.linalg", "numpy.fft", "numpy.testing", "numpy.ma")


class JailMissing(RuntimeError):
    """This machine cannot enclose a student's code in the way that was asked for; says what to do."""


class NotReady(JailMissing):
    """A warm process took too long to start, which says nothing about the jail."""


@dataclass(frozen=True)
class Needs:
    """What a problem set's own cells import and which environment variables they set."""

    modules: tuple[str, ...]
    """Names of modules, sorted."""
    environment: tuple[tuple[str, str], ...] = ()
    """Names and values."""


@dataclass(frozen=True)
class Enclosure:
    """What encloses the code that runs here, and what it may use up."""

    jail: str = "auto"
    """"bwrap", "landlock", "none", or "auto": the best that the machine has."""
    limits: enter.Limits = field(default_factory=enter.Limits)
    """Memory, files, processes and time of one submission."""
    readable: tuple[str, ...] = ()
    """Further folders and files that it may read."""
    environment: tuple[tuple[str, str], ...] = ()
    """Further environment variables."""


class Leash:
    """Holds a forked process: letting go ends it, and its end is reported here."""

    def __init__(self, connection: socket.socket) -> None:
        """Hold the process at the other end of ``connection``."""
        self._socket = connection

    def fileno(self) -> int:
        """The descriptor on which the report comes."""
        return self._socket.fileno()

    def report(self, seconds: float = 1.0) -> dict:
        """How the process ended; {} if that cannot be told in time."""
        self._socket.settimeout(seconds)
        try:
            return json.loads(self._socket.recv(4096) or b"{}")
        except (OSError, ValueError):
            return {}

    def let_go(self) -> None:
        """End the process and all that it started."""
        self._socket.close()


class Forks:
    """A process that forks children on request."""

    def __init__(self, control: socket.socket) -> None:
        """Ask the process at the other end of ``control``."""
        self._control = control

    def fork(self, role: bytes, *connections: socket.socket) -> Leash:
        """Fork a child that plays ``role`` over ``connections``; they are closed here."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        descriptors = [theirs.fileno(), *(connection.fileno() for connection in connections)]
        try:
            socket.send_fds(self._control, [role], descriptors)
        except OSError as error:
            raise JailMissing(f"the warm process has ended: {self._said()}") from error
        finally:
            for connection in (theirs, *connections):
                connection.close()
        return Leash(ours)

    def close(self) -> None:
        """End the process and every child of it."""
        self._control.close()

    def _said(self) -> str:
        return ""


class Court(Forks):
    """A child of a warm process that knows the tests of one source and forks the judges."""

    def __init__(self, warm: Warm, tests: list[tuple[str, str]]) -> None:
        """Have it forked, and send it the tests: source and label of each."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(ours)
        here, there = socket.socketpair()
        self._leash = warm.fork(COURT, theirs, there)
        channel = Channel(here, COMMAND_BYTES)
        try:
            channel.send(tests)
        except Gone as error:
            raise JailMissing(f"the warm process has ended: {error}") from error
        finally:
            channel.close()

    def alive(self) -> bool:
        """Whether the process still runs: its end would be reported."""
        return not select.select([self._leash], [], [], 0)[0]

    def close(self) -> None:
        """End the process and every judge."""
        super().close()
        self._leash.let_go()


class Warm(Forks):
    """A warm process as the grader sees it."""

    def __init__(self, kind: str, wanted: Needs, enclosure: Enclosure) -> None:
        """Start it; `wait` until it is ready."""
        self.kind = kind
        self._wanted = wanted
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(control)
        self._courts: dict[tuple[tuple[str, str], ...], Court] = {}
        self.failed_imports: dict[str, str] = {}
        """Reason for each module that could not be imported beforehand."""
        os.set_inheritable(theirs.fileno(), True)
        words, variables = _command(kind, theirs.fileno(), wanted, enclosure)
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
        report = self._first_report()
        self.failed_imports = report.get("failed", {})
        if report.get("problem"):
            self.close()
            raise JailMissing(report["problem"])

    def court(self, tests: list[tuple[str, str]], keep: int = 4) -> Court:
        """The court for these tests, forked if need be; the one used longest ago makes room.

        Not safe between threads: `Pool.warm` calls it under its lock.
        """
        key = tuple(tests)
        found = self._courts.pop(key, None)
        if found is None or not found.alive():
            found = Court(self, tests)
        self._courts[key] = found
        while len(self._courts) > keep:
            self._courts.pop(next(iter(self._courts))).close()
        return found

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the warm process and every child of it."""
        for court in self._courts.values():
            court.close()
        self._control.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def kill(self) -> None:
        """End it while it starts."""
        self._process.kill()

    def _first_report(self) -> dict:
        self._control.settimeout(_START_SECONDS)
        try:
            answer = self._control.recv(1 << 16)
        except TimeoutError:
            self.kill()
            self.close()
            raise NotReady(
                f"the process that imports {', '.join(self._wanted.modules)} was not ready after "
                f"{_START_SECONDS} s. Is this machine very busy? Grade again when it is not"
            ) from None
        except OSError:
            answer = b""
        self._control.settimeout(None)
        if answer:
            return json.loads(answer)
        said = self._said()
        self.close()
        raise JailMissing(said or "the warm process did not start")

    def _said(self) -> str:
        self._errors.seek(0)
        return self._errors.read()[-1000:].decode(errors="replace").strip()


class Pool:
    """Warm processes, one for each set of imports; a context manager, safe to share between threads."""

    def __init__(self, enclosure: Enclosure | None = None, keep: int = 4) -> None:
        """Make an empty pool.

        Args:
            enclosure: jail and limits of all submissions.
            keep: warm processes to hold at the same time; the one used longest ago makes room.
        """
        self.enclosure = enclosure or Enclosure()
        self.isolation = ""
        """What encloses the student's code, in words; known once the first process is warm."""
        self._keep = keep
        self._lock = threading.Lock()
        self._warm: dict[Needs, Warm] = {}
        self._used = dict.fromkeys(_processors(), 0)
        self._starting: Warm | None = None
        self._closing = False
        # bubblewrap ends its process with the *thread* that started it: one thread for all, until `close`.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="starter")

    def warm(self, wanted: Needs) -> Warm:
        """The warm process that has imported what is wanted, started if need be.

        Raises:
            JailMissing: if the machine cannot enclose students' code; says what to do.
        """
        with self._lock:
            found = self._warm.pop(wanted, None)
            if found is None or not found.alive():
                found = self._start(wanted)
            self._warm[wanted] = found
            while len(self._warm) > self._keep:
                self._warm.pop(next(iter(self._warm))).close()
        return found

    def begin(self, wanted: Iterable[Needs]) -> None:
        """Start warm processes beside what this one does; `warm` waits for them."""

        def start() -> None:
            with contextlib.suppress(JailMissing):  # `warm` says so
                for each in wanted:
                    self.warm(each)

        threading.Thread(target=start, daemon=True).start()

    def court(self, warm: Warm, tests: list[tuple[str, str]]) -> Court:
        """The process that forks the judges for these tests (source and label of each)."""
        with self._lock:
            return warm.court(tests)

    @contextlib.contextmanager
    def processor(self) -> Iterator[int]:
        """The processor on which the fewest submissions run; it counts as used in the context.

        Worker and judge take turns: on one processor a message wakes nobody elsewhere. Among equals the lot
        decides, or every pool on the machine would begin with the same one.
        """
        with self._lock:
            number = min(self._used, key=lambda number: (self._used[number], random.random()))
            self._used[number] += 1
        try:
            yield number
        finally:
            with self._lock:
                self._used[number] -= 1

    def close(self) -> None:
        """End all warm processes."""
        self._closing = True
        if starting := self._starting:
            starting.kill()
        with self._lock:
            for warm in self._warm.values():
                warm.close()
            self._warm.clear()
        self._starter.shutdown()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _start(self, wanted: Needs) -> Warm:
        reasons = []
        for kind in facts.candidates(self.enclosure.jail):
            if self._closing:
                break
            try:
                self._starting = warm = self._starter.submit(Warm, kind, wanted, self.enclosure).result()
                warm.wait()
            except NotReady:
                raise
            except JailMissing as error:
                reasons.append(f"{kind}: {error}")
                continue
            finally:
                self._starting = None
            self.isolation = facts.describe(kind)
            return warm
        raise JailMissing(facts.advice(self.enclosure.jail, reasons))


def _processors() -> list[int]:
    """Numbers of the processors that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]


def _command(
    kind: str, control: int, wanted: Needs, enclosure: Enclosure
) -> tuple[list[str], dict[str, str]]:
    told = {
        "control": control,
        "kind": kind,
        "imports": wanted.modules,
        "limits": asdict(enclosure.limits),
        "readable": enclosure.readable,
    }
    words = ["-m", "autograder.sandbox.forkserver", json.dumps(told)]
    further = [*wanted.environment, *enclosure.environment]
    if kind == "bwrap":
        variables = command.environment(command.HOME, command.PACKAGE_ROOT, further)
        return command.bubblewrap(words, variables, enclosure.readable), {"PATH": os.environ.get("PATH", "")}
    package = str(Path(__file__).parents[2])
    return command.bare(words), command.environment(tempfile.gettempdir(), package, further)
