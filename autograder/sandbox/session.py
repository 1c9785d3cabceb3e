"""The processes of one submission: its worker and its judge, started when needed and anew when lost.

When the worker dies or is late it is forked anew, and the cells that ended well run again, without the one
that did not. When the judge is lost both start anew, and its tests so far run again: they may have defined
names.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import msgspec

from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone, Late, LinkBroken, Malformed, TooLarge
from autograder.sandbox.patience import LONGEST, wait_for_answer
from autograder.sandbox.pool import Slot
from autograder.sandbox.processes import Forks
from autograder.sandbox.protocol import (
    FROM_JUDGE,
    FROM_WORKER,
    Attach,
    Begin,
    BesideRan,
    CellRan,
    Ended,
    ErrorOutput,
    Role,
    RunBeside,
    RunCell,
    RunSetUp,
    RunTest,
    TestRan,
)

Reply = TypeVar("Reply")
_GRACE_SECONDS = 2.0
"""What the judge gets to report that the student's code is gone."""
_ESCAPED = 6
"""Bytes that JSON may take for one byte of what a cell showed."""
_WORDS_BYTES = 1 << 20
"""What a report may hold besides what the cell showed, in bytes."""


@dataclass(frozen=True)
class Lost:
    """How a process was lost."""

    reason: Literal["cell late", "notebook late", "malformed", "ended", "judge"]
    """A cell took too long, all together did, a message could not be read, the worker's process ended, or the
    judge's did."""
    detail: str = ""
    """What was wrong with the message."""
    ended: Ended = field(default_factory=Ended)
    """How the worker's process ended."""


@dataclass(frozen=True)
class TestLost:
    """A test during which a process was lost."""

    lost: Lost
    """How."""
    ran: TestRan
    """What the judge could still report."""


class Session:
    """Worker and judge of one submission."""

    def __init__(
        self,
        slot: Slot,
        for_worker: Begin,
        for_judge: Begin,
        files: Mapping[str, bytes],
        judges_files: Mapping[str, bytes],
        cell_seconds: float,
        notebook_seconds: float,
        longest: float = LONGEST,
    ) -> None:
        """Start nothing yet.

        Args:
            slot: forks the processes.
            for_worker: first message to each worker.
            for_judge: first message to each judge.
            files: contents of the files that the worker's message names, in that order.
            judges_files: the same for the judge.
            cell_seconds: longest wall time of a cell.
            notebook_seconds: longest wall time of all cells together.
            longest: times its limit that a cell may take at most, whoever keeps it waiting.
        """
        self.over: Lost | None = None
        """Why nothing runs any more."""
        self.lost_again: dict[str, Lost] = {}
        """Labels of the cells that ended well once, and not when they ran again."""
        self._slot, self._for_worker, self._for_judge = slot, for_worker, for_judge
        self._contents, self._judges_contents = list(files.values()), list(judges_files.values())
        self._accepts = _ESCAPED * for_worker.output_bytes + _WORDS_BYTES
        self._cell_seconds, self._longest = cell_seconds, longest
        self._deadline = time.monotonic() + notebook_seconds
        self._worker: _Process[FROM_WORKER] | None = None
        self._judge: _Process[FROM_JUDGE] | None = None
        self._ran: list[RunCell | RunBeside] = []
        self._tested: list[RunTest | RunSetUp] = []

    def run(self, cell: RunCell) -> CellRan | Lost:
        """Run a cell in the worker."""
        worker = self._ready_worker()
        if worker is None:
            return self._is_over()
        ran = self._exchange(worker, cell)
        if isinstance(ran, BesideRan):
            return self._forged(f"expected CellRan. Received: {type(ran).__name__}")
        if isinstance(ran, CellRan):
            self._ran.append(cell)
        return ran

    def beside(self, test: RunBeside) -> BesideRan | Lost:
        """Run a test in the worker. Its report must carry a token that only this call knows."""
        worker = self._ready_worker()
        if worker is None:
            return self._is_over()
        command = msgspec.structs.replace(test, token=secrets.token_hex(16))
        ran = self._exchange(worker, command)
        if isinstance(ran, CellRan) or (isinstance(ran, BesideRan) and ran.token != command.token):
            return self._forged("a report of a test without its token")
        if isinstance(ran, BesideRan) and test.keep:
            self._ran.append(test)
        return ran

    def _forged(self, what: str) -> Lost:
        return self._lose_worker(Malformed(what))

    def set_up(self, source: str, label: str) -> None:
        """Run what the judge needs of a set-up cell; what fails there is looked for in the worker."""
        self.test(RunSetUp(source, label))

    def test(self, command: RunTest | RunSetUp) -> TestRan | TestLost:
        """Run a test in the judge, in the time of a cell."""
        if self._ready_worker() is None or self._judge is None:
            return TestLost(self._is_over(), TestRan((), 0.0))
        start = time.monotonic()
        # The grader keeps the time: to the judge it is as if there were plenty.
        command = msgspec.structs.replace(
            command, seconds=self._longest * self._cell_seconds + _GRACE_SECONDS
        )
        channel = self._judge.channel
        channel.deadline = start + self._cell_seconds + _GRACE_SECONDS
        late: Lost | None = None
        try:
            channel.send(command)
            if not self._in_time(channel):
                late = self._lose_worker(Late("no answer in time"))
                channel.deadline = time.monotonic() + _GRACE_SECONDS
            ran, _ = channel.receive()
        except LinkBroken as error:
            lost = late or Lost("cell late" if isinstance(error, Late) else "judge")
            self._restart()
            return TestLost(lost, TestRan((), time.monotonic() - start))
        if late is not None:
            return _lost_in_test(late, ran)
        self._tested.append(command)
        return self._checked(ran)

    def close(self) -> None:
        """End worker and judge."""
        for process in (self._worker, self._judge):
            if process:
                process.end()
        self._worker = self._judge = None

    def _checked(self, ran: TestRan) -> TestRan | TestLost:
        """The judge's report; if the worker was lost in the test, how, without the judge's words for it."""
        failure = ran.failure
        if failure is None or failure.link == "sound":
            return ran
        kinds = {"late": Late, "malformed": Malformed, "gone": Gone}
        return _lost_in_test(self._lose_worker(kinds[failure.link](failure.message)), ran)

    def _exchange(self, worker: _Process[FROM_WORKER], cell: RunCell | RunBeside) -> FROM_WORKER | Lost:
        """Have the worker run a cell; how it was lost if it did not survive it."""
        channel = worker.channel
        channel.deadline = time.monotonic() + self._cell_seconds
        try:
            channel.send(cell)
            if not self._in_time(channel):
                raise Late("no answer in time")
            return channel.receive()[0]
        except (LinkBroken, TooLarge) as error:
            return self._lose_worker(error)

    def _lose_worker(self, error: BaseException) -> Lost:
        """The worker can no longer be used: end it and say why."""
        worker, self._worker = self._worker, None
        ended = Ended()
        if worker is not None:
            if isinstance(error, Gone):
                ended = worker.process.how_it_ended()
            worker.end()
        if isinstance(error, Late):
            return self._is_over() if time.monotonic() >= self._deadline else Lost("cell late")
        if isinstance(error, Gone):
            return Lost("ended", ended=ended)
        self.over = Lost("malformed", str(error))
        return self.over

    def _is_over(self) -> Lost:
        self.over = self.over or Lost("notebook late")
        return self.over

    def _ready_worker(self) -> _Process[FROM_WORKER] | None:
        """The worker, a judge beside it, forked anew if they were lost; None if nothing runs any more."""
        try:
            while not self.over and (self._judge is None or self._worker is None):
                if time.monotonic() >= self._deadline:
                    self._is_over()
                elif self._judge is None:
                    self._start_judge()
                else:
                    self._start_worker(self._judge)
        except (LinkBroken, TooLarge, OSError) as error:  # it ended before it could begin
            self.over = Lost("judge", str(error))
        return None if self.over else self._worker

    def _start_judge(self) -> None:
        self._judge = _Process(
            self._slot.judges, Role.JUDGE, FROM_JUDGE, self._slot.processor, accepts=self._accepts
        )
        self._judge.channel.send(self._for_judge, self._judges_contents)

    def _start_worker(self, judge: _Process[FROM_JUDGE]) -> None:
        """Fork a worker, connect it to the judge, and run again what ran well before."""
        theirs, judges = socket.socketpair()
        worker = self._worker = _Process(
            self._slot.warm, Role.WORKER, FROM_WORKER, self._slot.processor, theirs, accepts=self._accepts
        )
        worker.channel.send(self._for_worker, self._contents)
        judge.channel.deadline = self._deadline + _GRACE_SECONDS  # that of the last test may have passed
        judge.channel.send(Attach())
        socket.send_fds(judge.channel.socket, [b"\0"], [judges.fileno()])
        judges.close()
        again, self._ran = self._ran, []
        for position, cell in enumerate(again):
            ran = self._exchange(worker, cell)
            if isinstance(ran, Lost):
                self.lost_again[cell.label] = ran
                self._ran += again[position + 1 :]
                return
            self._ran.append(cell)

    def _restart(self) -> None:
        """The judge is lost. Its tests so far may have defined names that later ones need: run them again."""
        self.close()
        again, self._tested = self._tested, []
        for test in again:
            if isinstance(self.test(test), TestLost):
                return

    def _in_time(self, channel: Channel[Any]) -> bool:
        """Wait for the answer to the cell that was just sent; what others took away counts for nothing."""
        processes = [each.process for each in (self._worker, self._judge) if each is not None]
        limit = min(self._cell_seconds, max(0.0, self._deadline - time.monotonic()))
        arrival = wait_for_answer(channel, limit, processes, longest=self._longest)
        self._deadline += arrival.granted
        channel.deadline = time.monotonic() + self._cell_seconds
        return arrival.came


class _Process(Generic[Reply]):
    """A forked worker or judge, and the channel to it."""

    def __init__(
        self,
        parent: Forks,
        role: Role,
        replies: object,
        processor: int,
        *further: socket.socket,
        accepts: int,
    ) -> None:
        ours, theirs = socket.socketpair()
        self.process = parent.fork(role, theirs, *further, processor=processor)
        self.channel: Channel[Reply] = Channel(ours, COMMAND_BYTES, replies, accepts=accepts)

    def end(self) -> None:
        self.process.let_go()
        self.channel.close()


def _lost_in_test(lost: Lost, ran: TestRan) -> TestLost:
    """The judge's report without its words for the worker's end."""
    kept = tuple(output for output in ran.outputs if not isinstance(output, ErrorOutput))
    return TestLost(lost, TestRan(kept, ran.seconds))
