"""One submission: bytes in, result out.

The student's cells run in the worker, the test cells in the judge, interleaved in the order of the notebook.
Each test gets a verdict of its own, whatever became of the processes before it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from autograder.course.markers import NBGRADERS_DELIMITERS, Delimiters, Marker
from autograder.course.notebooks import NotANotebook
from autograder.grading import outputs, restore, verdicts
from autograder.grading.known_words import KnownWords
from autograder.grading.preload import preload
from autograder.grading.same_cause import told_once
from autograder.records import CellResult, FilesBeside, Result, Settings
from autograder.sandbox.patience import LONGEST
from autograder.sandbox.pool import Pool, Slot
from autograder.sandbox.processes import Enclosure, JailMissing
from autograder.sandbox.protocol import Begin, Limits, Output, RunBeside, RunCell, RunTest, TestRan
from autograder.sandbox.session import Lost, Session, TestLost

__all__ = ["Grader", "JailMissing", "grade_notebook"]
_JUDGE_SEED = 1 << 31
_SETTLED = ("passed", "manual", "missing")
"""Verdicts of a test that would be the same wherever it runs."""


class Grader:
    """Warm processes for settings; a context manager, safe to share between threads."""

    def __init__(
        self,
        settings: Settings | None = None,
        delimiters: Delimiters = NBGRADERS_DELIMITERS,
        private: Iterable[Path] = (),
    ) -> None:
        """Start nothing yet; the first notebook does, or `begin`.

        Args:
            settings: limits and choices.
            delimiters: how the course marks what students do not get.
            private: folders and files of the course; where student code could read them, nothing starts.
        """
        self.settings, self.delimiters = settings or Settings(), delimiters
        self.pool = Pool(_enclosure(self.settings, tuple(map(str, private))))

    @property
    def isolation(self) -> str:
        """What encloses the student's code, in words; empty until a process is warm."""
        return self.pool.isolation

    def warm(self, source: bytes) -> str:
        """Start the warm process for an instructor's notebook, unless it is there; return its kind of jail.

        Raises:
            JailMissing: if the machine cannot enclose students' code; says what to do.
        """
        with self.pool.using(preload(source, self.settings.extra_imports)) as warm:
            return warm.kind

    def begin(self, sources: Iterable[bytes]) -> None:
        """Start the warm processes for notebooks beside what this process does; `warm` waits for them."""
        self.pool.begin([preload(source, self.settings.extra_imports) for source in sources])

    def close(self) -> None:
        """End all warm processes."""
        self.pool.close()

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _enclosure(settings: Settings, private: tuple[str, ...]) -> Enclosure:
    """What of the settings encloses a student's code."""
    limits = Limits(
        settings.memory_megabytes, settings.file_megabytes, settings.processes, settings.notebook_seconds
    )
    return Enclosure(settings.jail, limits, settings.readable, settings.environment, private)


def grade_notebook(
    submitted: bytes,
    source: bytes,
    settings: Settings | None = None,
    *,
    grader: Grader | None = None,
    files: Mapping[str, bytes] | None = None,
    to_first_failure: bool = False,
    longest: float = LONGEST,
) -> Result:
    """Grade one submission.

    Args:
        submitted: the student's notebook.
        source: the instructor's notebook with its solutions and hidden tests.
        settings: limits; the grader's own if None.
        grader: has the warm processes; one for this call alone if None.
        files: further files of the submission, by relative path, for the working folder. Tests see those
            alone that a `FilesBeside` says to be the instructor's.
        to_first_failure: end with the first test that fails; the result then lacks the cells below it.
        longest: times its limit that a cell may take at most, whoever keeps it from a processor.

    Returns:
        The result. Whatever a student did is in it; it is never raised.

    Raises:
        JailMissing: if this machine cannot enclose students' code.
        ValueError: if ``source`` is not a notebook.
    """
    if grader is None:
        with Grader(settings) as own:
            return grade_notebook(
                submitted,
                source,
                settings,
                grader=own,
                files=files,
                to_first_failure=to_first_failure,
                longest=longest,
            )
    settings = settings or grader.settings
    run = partial(
        _run,
        submitted,
        settings=settings,
        grader=grader,
        files=files or {},
        to_first_failure=to_first_failure,
        longest=longest,
    )
    result = run(source)
    doubtful = restore.doubtful_cells(
        source, visible_only=settings.visible_only, delimiters=grader.delimiters
    )
    # A student who checks waits for it: what has no end does not run twice.
    settled = (*_SETTLED, "timeout") if settings.visible_only else _SETTLED
    failed = [c.grade_id for c in result.cells if c.grade_id in doubtful and c.verdict not in settled]
    if failed:
        beside = restore.with_tags(source, dict.fromkeys(failed, restore.BESIDE_SHARED))
        result = _better(result, run(beside), failed)
    return replace(result, cells=told_once(result.cells))


def _better(apart: Result, beside: Result, cells: Collection[str]) -> Result:
    """The first result, in which some cells have the mark of the second where that is higher."""
    other = {cell.grade_id: cell for cell in beside.cells if cell.grade_id in cells}
    higher = {
        cell.grade_id: other[cell.grade_id]
        for cell in apart.cells
        if cell.grade_id in other and (other[cell.grade_id].score or 0.0) > (cell.score or 0.0)
    }
    if len(apart.cells) < len(beside.cells):
        return beside  # the run to the first failure ended there
    shown = {Marker.of(cell).grade_id: cell for cell in beside.notebook["cells"]}
    names = [Marker.of(cell).grade_id for cell in apart.notebook["cells"]]
    executed = zip(names, apart.notebook["cells"], strict=True)
    return replace(
        apart,
        cells=tuple(higher.get(cell.grade_id, cell) for cell in apart.cells),
        notebook={
            **apart.notebook,
            "cells": [shown[name] if name in higher else cell for name, cell in executed],
        },
        seconds=apart.seconds + beside.seconds,
    )


def _run(
    submitted: bytes,
    source: bytes,
    *,
    settings: Settings,
    grader: Grader,
    files: Mapping[str, bytes],
    to_first_failure: bool,
    longest: float,
) -> Result:
    """Run a submission once."""
    wanted = preload(source, grader.settings.extra_imports)
    visible, delimiters = settings.visible_only, grader.delimiters
    judged = restore.judged_cells(source, visible_only=visible, delimiters=delimiters)
    tests = tuple(RunTest(text, label) for text, label in judged)
    start = time.perf_counter()
    try:
        plan = restore.restore(submitted, source, visible_only=visible, delimiters=delimiters)
    except NotANotebook as error:
        made = not_graded(source, str(error), delimiters, visible_only=visible)
        return replace(made, seconds=time.perf_counter() - start, isolation=grader.isolation)
    once = partial(_ran, plan, settings, files=files, to_first_failure=to_first_failure, longest=longest)
    run = once(grader.pool.slot(wanted, tests))
    if run is None or run.disturbed:
        # Somebody else may have ended a process: the student's code would do it a second time.
        again = once(grader.pool.slot(wanted, tests))
        run = again or run
    if run is None:
        raise JailMissing("the processes of the grader ended twice while it was run")
    seconds = time.perf_counter() - start
    return Result(tuple(run.results), _notebook(plan, run.shown), seconds, grader.isolation, notes=plan.notes)


def _ran(
    plan: restore.Plan,
    settings: Settings,
    slot: AbstractContextManager[Slot],
    files: Mapping[str, bytes],
    to_first_failure: bool,
    longest: float,
) -> _NotebookRun | None:
    """Run a plan on a slot; None if the processes that fork ended before it was there."""
    with slot as processes:
        run = _NotebookRun(plan, settings, processes, files, longest)
        try:
            run.run(to_first_failure)
        except JailMissing:
            return None
        finally:
            run.close()
        run.disturbed = run.disturbed or not (processes.warm.alive() and processes.judges.alive())
    return run


def not_graded(
    source: bytes,
    reason: str,
    delimiters: Delimiters = NBGRADERS_DELIMITERS,
    *,
    visible_only: bool = False,
) -> Result:
    """The result of a notebook that could not be graded.

    Args:
        source: the instructor's notebook.
        reason: why, without a full stop.
        delimiters: those of the course.
        visible_only: leave hidden tests out.
    """
    plan = restore.blank(source, visible_only=visible_only, delimiters=delimiters)
    results = tuple(
        CellResult(cell.grade_id, cell.points, 0.0, "missing", f"Nothing to grade: {reason}.", "", 0.0)
        for cell in plan.cells
        if cell.kind in ("test", "manual")
    )
    return Result(results, _notebook(plan, {}), 0.0, "", reason)


class _NotebookRun:
    """Runs a plan cell by cell and keeps what the cells showed."""

    def __init__(
        self,
        plan: restore.Plan,
        settings: Settings,
        slot: Slot,
        files: Mapping[str, bytes],
        longest: float,
    ) -> None:
        inside = {name: content for name, content in files.items() if _is_inside(name)}
        given = files.given if isinstance(files, FilesBeside) else frozenset[str]()
        judges = {name: content for name, content in inside.items() if name in given}
        self._plan, self._settings = plan, settings
        self._session = Session(
            slot,
            _begin(settings, inside),
            _begin_judge(plan, settings, judges),
            inside,
            judges,
            settings.cell_seconds,
            settings.notebook_seconds,
            longest,
        )
        self._judgement = verdicts.Judgement(settings, plan.defined_by, _words(plan))
        self._above: list[tuple[str, str]] = []
        self._room = outputs.Shown(settings.output_bytes)
        self.disturbed = False
        """Whether a process ended in a way that may not be the student's doing."""
        self.shown: dict[int, list[Output]] = {}
        """What each cell showed, by its position."""
        self.results: list[CellResult] = []
        """A result for each graded cell."""

    def run(self, to_first_failure: bool = False) -> None:
        """Run every cell, or those to the first test that fails; each graded one leaves a result."""
        for position, cell in enumerate(self._plan.cells):
            self._note(cell)
            if cell.kind == "manual":
                self.results.append(verdicts.by_hand(cell))
            if cell.kind == "test":
                result, self.shown[position] = self._test(cell)
                self.results.append(result)
                if to_first_failure and result.verdict != "passed":
                    return
            elif cell.pictures:
                self.shown[position] = list(self._room.kept(outputs.as_handed_in(cell.pictures)))
            elif cell.runs and not (cell.missing or cell.skipped):
                self.shown[position] = self._student(cell)
                if cell.share.for_judge:
                    self._session.set_up(cell.share.for_judge, cell.label)
            if cell.runs:
                self._above.append((cell.label, cell.source))

    def close(self) -> None:
        """End the processes."""
        self._session.close()

    def _note(self, cell: restore.Cell) -> None:
        if cell.missing:
            self._judgement.missing.add(cell.label)
        if cell.untouched:
            self._judgement.untouched.add(cell.label)

    def _student(self, cell: restore.Cell) -> list[Output]:
        """Run a cell of the worker's; return what it showed."""
        shown, end = self._run_in_worker(cell)
        if end is not None:
            self._judgement.ends[cell.label] = end
            if end.verdict != "failed" and not shown:
                shown = [outputs.error("Stopped", f"{cell.label} {end.text}")]
        return shown

    def _run_in_worker(self, cell: restore.Cell) -> tuple[list[Output], verdicts.End | None]:
        """What a cell showed, and how it ended if it did not end well."""
        ran = self._session.run(RunCell(cell.source, cell.label, cell.share.given, cell.share.sets_globals))
        self._note_lost_again()
        if isinstance(ran, Lost):
            self._note_lost(ran)
            return [], verdicts.of_lost(ran, self._settings)
        failure = None if ran.failure is None else verdicts.of_failure(ran.failure, self._settings)
        return list(self._room.kept(ran.outputs)), failure

    def _test(self, cell: restore.Cell) -> tuple[CellResult, list[Output]]:
        if cell.beside_student:
            return self._beside(cell)
        share = cell.share
        above = tuple(self._above) if share.reads_history else ()
        hidden = tuple(sorted(cell.hidden_lines))
        ran = self._session.test(
            RunTest(cell.source, cell.label, hidden=hidden, names=share.names, history=above)
        )
        if share.hands:
            self._session.run(RunCell(share.hands, f"the names of {cell.label}", share.handed))
        self._note_lost_again()
        if isinstance(ran, TestRan):
            ran = self._room.bounded(ran)
            return self._judgement.of(cell, ran), list(ran.outputs)
        self._note_lost(ran.lost)
        told = self._room.bounded(ran.ran)
        return self._judgement.lost(cell, ran.lost, told), [*told.outputs, self._words(ran)]

    def _words(self, ran: TestLost) -> Output:
        return self._stopped(verdicts.of_lost(ran.lost, self._settings))

    def _stopped(self, end: verdicts.End) -> Output:
        return outputs.error("Stopped", f"The student's code {end.text}")

    def _beside(self, cell: restore.Cell) -> tuple[CellResult, list[Output]]:
        """Run a test in the worker, because it looks at more than values."""
        ran = self._session.beside(
            RunBeside(
                cell.source,
                cell.label,
                "",
                keep=cell.shared,
                pythons=cell.pythons,
                given=self._plan.given,
                hidden=tuple(sorted(cell.hidden_lines)),
            )
        )
        self._note_lost_again()
        if isinstance(ran, Lost):
            self._note_lost(ran)
            end = verdicts.of_lost(ran, self._settings)
            return self._judgement.ended(cell, end), [self._stopped(end)]
        told = self._room.bounded(ran.ran)
        return replace(self._judgement.of(cell, told), undone=ran.undone), list(told.outputs)

    def _note_lost(self, lost: Lost) -> None:
        killed = lost.reason == "ended" and lost.ended.signal == signal.SIGKILL and not lost.ended.over
        self.disturbed = self.disturbed or killed or lost.reason == "judge"

    def _note_lost_again(self) -> None:
        """Cells that ended well at first, and not when they ran again in a new worker."""
        while self._session.lost_again:
            label, lost = self._session.lost_again.popitem()
            self._note_lost(lost)
            self._judgement.ends[label] = verdicts.of_lost(lost, self._settings)


def _words(plan: restore.Plan) -> KnownWords:
    return KnownWords((cell.source, cell.hidden_lines) for cell in plan.cells)


def _begin(settings: Settings, files: Mapping[str, bytes]) -> Begin:
    """First message to a worker."""
    return Begin(tuple(files), settings.seed, settings.output_bytes, settings.message_megabytes << 20)


def _begin_judge(plan: restore.Plan, settings: Settings, files: Mapping[str, bytes]) -> Begin:
    """First message to a judge."""
    variables = {name: os.environ[name] for name in settings.judge_variables if name in os.environ}
    seeded = replace(settings, seed=settings.seed + _JUDGE_SEED)
    begin = _begin(seeded, files)
    return msgspec.structs.replace(begin, environment=variables, imports=plan.imports, imports_apart=True)


def _notebook(plan: restore.Plan, shown: Mapping[int, Iterable[Output]]) -> dict[str, Any]:
    """The executed notebook, as nbgrader would leave it."""
    cells = [
        outputs.nbformat_cell(cell, position, shown.get(position, ()))
        for position, cell in enumerate(plan.cells)
    ]
    return {"cells": cells, "metadata": plan.metadata, "nbformat": 4, "nbformat_minor": 5}


def _is_inside(name: str) -> bool:
    """Whether a file's relative path stays in the working folder."""
    parts = name.replace("\\", "/").split("/")
    return bool(name) and not name.startswith("/") and ".." not in parts
