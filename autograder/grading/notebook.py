"""One submission: bytes in, result out.

The student's cells run in the worker, the test cells in the judge, interleaved in the order of the notebook.
When the worker dies or is late it is forked anew, and the cells that ended well run again, without the one
that did not; so each test gets a verdict of its own.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterable, Mapping

from autograder.course.notebooks import NotANotebook
from autograder.grading import restore, verdicts
from autograder.grading.outputs import checked_reply, error_output, nbformat_cell
from autograder.grading.preload import needs
from autograder.records import CellResult, Result, Settings
from autograder.sandbox.channel import COMMAND_BYTES, Channel, Gone, Late, LinkBroken, Malformed, TooLarge
from autograder.sandbox.forkserver import JUDGE, WORKER
from autograder.sandbox.jail.enter import Limits
from autograder.sandbox.pool import Court, Enclosure, Forks, JailMissing, Pool, Warm

__all__ = ["Grader", "JailMissing", "grade_notebook"]
_GRACE = 2.0
_JUDGE_SEED = 1 << 31


class Grader:
    """Warm processes for settings; a context manager, safe to share between threads."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Start nothing yet; the first notebook does, or `begin`."""
        self.settings = settings or Settings()
        self.pool = Pool(_enclosure(self.settings))

    @property
    def isolation(self) -> str:
        """What encloses the student's code, in words; empty until a process is warm."""
        return self.pool.isolation

    def warm(self, source: bytes) -> Warm:
        """The warm process for an instructor's notebook, started if need be.

        Raises:
            JailMissing: if the machine cannot enclose students' code; says what to do.
        """
        return self.pool.warm(needs(source, self.settings.extra_imports))

    def begin(self, sources: Iterable[bytes]) -> None:
        """Start the warm processes for notebooks beside what this process does; `warm` waits for them."""
        self.pool.begin([needs(source, self.settings.extra_imports) for source in sources])

    def close(self) -> None:
        """End all warm processes."""
        self.pool.close()

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _enclosure(settings: Settings) -> Enclosure:
    """What of the settings encloses a student's code."""
    limits = Limits(
        settings.memory_megabytes, settings.file_megabytes, settings.processes, settings.notebook_seconds
    )
    return Enclosure(settings.jail, limits, settings.readable, settings.environment)


def grade_notebook(
    submitted: bytes,
    source: bytes,
    settings: Settings | None = None,
    *,
    grader: Grader | None = None,
    files: Mapping[str, bytes] | None = None,
    to_first_failure: bool = False,
) -> Result:
    """Grade one submission.

    Args:
        submitted: the student's notebook.
        source: the instructor's notebook with its solutions and hidden tests.
        settings: limits; the grader's own if None.
        grader: has the warm processes; one for this call alone if None.
        files: further files of the submission, by relative path, for the working folder.
        to_first_failure: end with the first test that fails; the result then lacks the cells below it.

    Returns:
        The result. Whatever a student did is in it; it is never raised.

    Raises:
        JailMissing: if this machine cannot enclose students' code.
        ValueError: if ``source`` is not a notebook.
    """
    if grader is None:
        with Grader(settings) as own:
            return grade_notebook(
                submitted, source, settings, grader=own, files=files, to_first_failure=to_first_failure
            )
    settings, pool = settings or grader.settings, grader.pool
    warm, start = grader.warm(source), time.perf_counter()
    try:
        plan = restore.restore(submitted, source, visible_only=settings.visible_only)
    except NotANotebook as error:
        plan = restore.blank(source, visible_only=settings.visible_only)
        return _unreadable(plan, str(error), pool, start)
    court = pool.court(warm, restore.judged_cells(source, visible_only=settings.visible_only))
    with pool.processor() as processor:
        submission = _Submission(plan, settings, warm, court, processor, dict(files or {}))
        try:
            submission.run(to_first_failure)
        finally:
            submission.close()
    seconds = time.perf_counter() - start
    return Result(tuple(submission.results), submission.notebook(), seconds, pool.isolation)


class _Submission:
    """Runs a plan cell by cell and keeps the outputs."""

    def __init__(
        self,
        plan: restore.Plan,
        settings: Settings,
        warm: Warm,
        court: Court,
        processor: int,
        files: dict[str, bytes],
    ) -> None:
        self._plan, self._settings, self._warm, self._court = plan, settings, warm, court
        self._processor = processor
        self._files = {name: raw for name, raw in files.items() if _is_inside(name)}
        self._deadline = time.monotonic() + settings.notebook_seconds
        self._worker: _Process | None = None
        self._judge: _Process | None = None
        self._ran: list[restore.Cell] = []
        self._tested: list[restore.Cell] = []
        self._over: verdicts.End | None = None
        self._outputs: dict[int, list[dict]] = {}
        self._judgement = verdicts.Judgement(settings, plan.defined_by)
        self.results: list[CellResult] = []

    def run(self, to_first_failure: bool = False) -> None:
        """Run every cell, or those to the first test that fails; each graded one leaves a result."""
        for number, cell in enumerate(self._plan.cells):
            self._note(cell)
            if cell.kind == "manual":
                self.results.append(verdicts.by_hand(cell))
            if cell.kind == "test":
                self.results.append(self._test(number, cell))
                if to_first_failure and self.results[-1].verdict != "passed":
                    return
            elif cell.runs and not (cell.missing or cell.skipped):
                self._outputs[number] = self._student(cell)

    def close(self) -> None:
        """End worker and judge."""
        for process in (self._worker, self._judge):
            if process:
                process.end()

    def notebook(self) -> dict:
        """The executed notebook, as nbgrader would leave it."""
        cells = [
            nbformat_cell(cell, number, self._outputs.get(number, []))
            for number, cell in enumerate(self._plan.cells)
        ]
        return {"cells": cells, "metadata": self._plan.metadata, "nbformat": 4, "nbformat_minor": 5}

    def _note(self, cell: restore.Cell) -> None:
        if cell.missing:
            self._judgement.missing.add(cell.label)
        if cell.untouched:
            self._judgement.untouched.add(cell.label)

    def _student(self, cell: restore.Cell) -> list[dict]:
        """Run a cell of the worker's; return its outputs."""
        outputs, end = self._run_in_worker(cell)
        if end is not None:
            self._judgement.ends[cell.label] = end
            if end.verdict != "failed" and not outputs:
                outputs = [error_output("Stopped", f"{cell.label} {end.text}")]
        return outputs

    def _run_in_worker(self, cell: restore.Cell) -> tuple[list[dict], verdicts.End | None]:
        if self._over or not self._ready():
            return [], self._over
        reply, end = self._exchange(cell)
        if reply is None:
            return [], end
        self._ran.append(cell)
        error = reply["error"]
        return reply["outputs"], None if error is None else verdicts.of_cell_error(error, self._settings)

    def _exchange(self, cell: restore.Cell) -> tuple[dict | None, verdicts.End | None]:
        """Have the worker run a cell; None and the reason if the worker did not survive it."""
        channel = self._worker.channel
        channel.deadline = self._cell_deadline()
        try:
            channel.send({"source": cell.source, "label": cell.label})
            return checked_reply(channel.receive()[0]), None
        except (LinkBroken, TooLarge) as error:
            return None, self._lost(error)

    def _test(self, number: int, cell: restore.Cell) -> CellResult:
        if cell.beside_student:
            return self._beside(number, cell)
        if not self._over and self._ready():
            report = self._ask_judge(cell)
        if self._over:
            self._outputs[number] = [error_output("Stopped", self._over.text)]
            return self._judgement.ended(cell, self._over)
        self._outputs[number] = report["outputs"]
        if "end" in report:
            return self._judgement.ended(
                cell, report["end"], verdicts.printed(report["outputs"]), report["seconds"]
            )
        return self._judgement.of(cell, report)

    def _beside(self, number: int, cell: restore.Cell) -> CellResult:
        """Run a test in the worker, because its source says so."""
        outputs, end = self._run_in_worker(cell)
        self._outputs[number] = outputs
        if end is not None:
            return self._judgement.ended(cell, verdicts.End(end.verdict, end.text), verdicts.printed(outputs))
        return self._judgement.of(cell, {"outputs": outputs})

    def _ask_judge(self, cell: restore.Cell) -> dict:
        """Have the judge run a test; the report says how the worker ended if it did."""
        start = time.monotonic()
        deadline = self._cell_deadline()
        channel = self._judge.channel
        channel.deadline = deadline + _GRACE
        command = {"do": "test", "source": cell.source, "label": cell.label, "seconds": deadline - start}
        try:
            channel.send(command)
            report, _ = channel.receive()
        except LinkBroken as error:
            end = verdicts.too_slow(self._settings.cell_seconds) if isinstance(error, Late) else None
            self._restart_all()
            report = {"outputs": [], "seconds": time.monotonic() - start}
            return report | {"end": end or verdicts.End("stopped", "ended the process that runs the tests")}
        self._tested.append(cell)
        broken = (report["error"] or {}).get("broken")
        if broken:
            report["end"] = self._lost(
                {"Late": Late, "Malformed": Malformed}.get(broken, Gone)(report["error"]["message"])
            )
            report["outputs"] = [
                *report["outputs"][:-1],
                error_output("Stopped", f"The student's code {report['end'].text}"),
            ]
        return report

    def _lost(self, error: BaseException) -> verdicts.End:
        """The worker can no longer be used: end it and say why."""
        worker, self._worker = self._worker, None
        if isinstance(error, Late):
            worker.end()
            if time.monotonic() >= self._deadline:
                self._over = verdicts.End(
                    "timeout", f"took longer than {self._settings.notebook_seconds:g} s in all"
                )
                return self._over
            return verdicts.too_slow(self._settings.cell_seconds)
        if isinstance(error, Malformed | TooLarge):
            worker.end()
            self._over = verdicts.End("stopped", f"sent a message that cannot be read: {error}")
            return self._over
        end = verdicts.end_of_process(worker.leash.report(), self._settings)
        worker.end()
        return end

    def _ready(self) -> bool:
        """Make sure that worker and judge are there, forked anew if they were lost."""
        if self._judge is None:
            self._judge = self._start_judge()
        while self._worker is None:
            if self._over or time.monotonic() >= self._deadline:
                self._over = self._over or verdicts.End(
                    "timeout", f"took longer than {self._settings.notebook_seconds:g} s in all"
                )
                return False
            self._start_worker()
        return True

    def _start_worker(self) -> None:
        """Fork a worker, connect it to the judge, and run again what ran well before."""
        theirs, judges = socket.socketpair()
        self._worker = _Process(self._warm, WORKER, theirs)
        self._worker.channel.send(self._first_message(self._settings.seed), list(self._files.values()))
        self._judge.channel.deadline = self._deadline + _GRACE  # that of the last test may have passed
        self._judge.channel.send({"do": "attach"})
        socket.send_fds(self._judge.channel.socket, [b"\0"], [judges.fileno()])
        judges.close()
        again, self._ran = self._ran, []
        for cell in again:
            reply, end = self._exchange(cell)
            if reply is None:
                self._judgement.ends[cell.label] = end
                self._ran += again[again.index(cell) + 1 :]
                return
            self._ran.append(cell)

    def _start_judge(self) -> _Process:
        judge = _Process(self._court, JUDGE)
        first = self._first_message(self._settings.seed + _JUDGE_SEED) | {
            "imports": self._plan.imports,
            "environment": {n: os.environ[n] for n in self._settings.judge_variables if n in os.environ},
        }
        judge.channel.send(first, list(self._files.values()))
        return judge

    def _first_message(self, seed: int) -> dict:
        return {
            "files": list(self._files),
            "processor": self._processor,
            "seed": seed,
            "output_bytes": self._settings.output_bytes,
            "message_bytes": self._settings.message_megabytes << 20,
        }

    def _restart_all(self) -> None:
        """The judge is lost. Its tests so far may have defined names that later ones need: run them again."""
        self.close()
        self._judge = self._worker = None
        again, self._tested = self._tested, []
        if not self._ready():
            return
        for cell in again:
            if "end" in self._ask_judge(cell) or not self._ready():
                return

    def _cell_deadline(self) -> float:
        return min(time.monotonic() + self._settings.cell_seconds, self._deadline)


class _Process:
    """A forked worker or judge."""

    def __init__(self, parent: Forks, role: bytes, *further: socket.socket) -> None:
        ours, theirs = socket.socketpair()
        self.leash = parent.fork(role, theirs, *further)
        self.channel = Channel(ours, COMMAND_BYTES)

    def end(self) -> None:
        self.leash.let_go()
        self.channel.close()


def _unreadable(plan: restore.Plan, reason: str, pool: Pool, start: float) -> Result:
    cells = [cell for cell in plan.cells if cell.kind in ("test", "manual")]
    results = tuple(
        CellResult(c.grade_id, c.points, 0.0, "missing", f"Nothing to grade: {reason}.", "", 0.0)
        for c in cells
    )
    notebook = {
        "cells": [nbformat_cell(cell, number, []) for number, cell in enumerate(plan.cells)],
        "metadata": plan.metadata,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return Result(results, notebook, time.perf_counter() - start, pool.isolation, reason)


def _is_inside(name: str) -> bool:
    """Whether a file's relative path stays in the working folder."""
    parts = name.replace("\\", "/").split("/")
    return bool(name) and not name.startswith("/") and ".." not in parts
