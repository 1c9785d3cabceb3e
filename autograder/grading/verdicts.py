"""What happened in a test cell, as a verdict, a score and a sentence that a student understands."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.grading.restore import Cell
from autograder.records import CellResult, Settings, Verdict
from autograder.sandbox.protocol import Ended, Failure, Output, StreamOutput, TestFailure, TestRan
from autograder.sandbox.session import Lost

_COMPARED = re.compile(
    r"\n *(?:Mismatched elements|Max absolute|First differing|[+-] |ACTUAL:|DESIRED:|x:|y:)"
)
_LACKS = re.compile(
    r"'(list|tuple|dict|str|int|float|bool|set|NoneType|complex)' object has no attribute '(\w+)'"
)
_ARRAY_WORDS = {
    *("shape", "dtype", "ndim", "size", "nbytes", "T", "mean", "sum", "std", "var", "min", "max", "round"),
    *("reshape", "astype", "copy", "ravel", "flatten", "transpose", "dot", "tolist", "all", "any", "clip"),
    *("argmax", "argmin", "item", "numpy"),
}
_KINDS = {
    "list": "a list",
    "tuple": "a tuple",
    "dict": "a dict",
    "str": "a text",
    "int": "an int",
    "set": "a set",
    "float": "a float",
    "bool": "a bool",
    "NoneType": "nothing (None)",
    "complex": "a complex number",
}
_SIGNALS: dict[int, str] = {
    signal.SIGILL: "an illegal instruction",
    signal.SIGABRT: "an abort",
    signal.SIGFPE: "an arithmetic fault",
    signal.SIGSEGV: "a segmentation fault",
    signal.SIGBUS: "a bus error",
    signal.SIGKILL: "a kill signal",
    signal.SIGXCPU: "the limit on computing time",
    signal.SIGXFSZ: "the limit on file size",
}


@dataclass(frozen=True)
class End:
    """How the worker or one of its cells came to an end."""

    verdict: Verdict
    """"timeout", "memory", "stopped" or "failed"."""
    text: str
    """What to tell the student, as the end of a sentence: "took longer than 10 s"."""


def of_lost(lost: Lost, settings: Settings) -> End:
    """How a process was lost, in words."""
    match lost.reason:
        case "cell late":
            return _too_slow(settings.cell_seconds)
        case "notebook late":
            return End("timeout", f"took longer than {settings.notebook_seconds:g} s in all")
        case "malformed":
            return End("stopped", f"sent a message that cannot be read: {lost.detail}")
        case "judge":
            return End("stopped", "ended the process that runs the tests")
        case "ended":
            return _of_process(lost.ended, settings)


def _of_process(ended: Ended, settings: Settings) -> End:
    match ended.over:
        case "memory":
            return _out_of_memory(settings)
        case "files":
            return End("stopped", f"wrote more files than {settings.file_megabytes} MB, or too many")
        case "processes":
            return End("stopped", f"started more processes and threads than {settings.processes}")
    if ended.signal == signal.SIGXCPU:
        return _too_slow(settings.notebook_seconds)
    if not ended.signal:
        return End("stopped", "ended Python")
    return End("stopped", f"stopped with {_SIGNALS.get(ended.signal, f'signal {ended.signal}')}")


def _too_slow(seconds: float) -> End:
    return End("timeout", f"took longer than {seconds:g} s")


def _out_of_memory(settings: Settings) -> End:
    megabytes = settings.memory_megabytes
    share = f"{megabytes / 1024:g} GB" if megabytes >= 1024 else f"{megabytes} MB"
    return End("memory", f"used more memory than {share}")


def of_failure(failure: Failure, settings: Settings) -> End:
    """What a student's own cell raised, from the worker's description of it."""
    name = next(iter(failure.classes), "Error")[:200].rpartition(".")[2]
    if name in ("MemoryError", "_ArrayMemoryError"):
        return _out_of_memory(settings)
    if name in ("SystemExit", "KeyboardInterrupt"):
        return End("stopped", f"stopped with {name}")
    if name == "NotImplementedError" and not failure.message:
        return End("failed", "is still to be written (NotImplementedError)")
    return End("failed", f"raised {name}: {_short(failure.message)}".rstrip(": "))


class Judgement:
    """Turns the judge's reports into verdicts, with what is known about the student's cells."""

    def __init__(self, settings: Settings, defined_by: dict[str, str]) -> None:
        """Start with no cell run.

        Args:
            settings: limits, for the messages.
            defined_by: label of the cell that should define a name.
        """
        self._settings = settings
        self._defined_by = defined_by
        self.ends: dict[str, End] = {}
        """How the student's cells ended that did not end well, by label."""
        self.untouched: set[str] = set()
        """Labels of the cells that still hold what was released."""
        self.missing: set[str] = set()
        """Labels of the cells that the submission lacks."""

    def lost(self, cell: Cell, lost: Lost, ran: TestRan) -> CellResult:
        """The verdict on a test during which a process was lost."""
        return self.ended(cell, of_lost(lost, self._settings), ran.outputs, ran.seconds)

    def ended(self, cell: Cell, end: End, outputs: Iterable[Output] = (), seconds: float = 0.0) -> CellResult:
        """The verdict on a test during which the student's code ended."""
        text = f"The student's code {end.text}." if end.verdict == "stopped" else f"The test {end.text}."
        return self._result(cell, 0.0, end.verdict, text, printed(outputs), seconds)

    def of(self, cell: Cell, ran: TestRan) -> CellResult:
        """The verdict on a test that the judge ran to its end."""
        output, failure = printed(ran.outputs), ran.failure
        if failure is None:
            return self._passed(cell, ran.score, output, ran.seconds)
        called = f"`{failure.call}`" if failure.call else "The student's code"
        verdict: Verdict = "failed"
        if failure.memory:
            verdict, text = "memory", f"{called} {_out_of_memory(self._settings).text}."
        elif failure.stopped:
            verdict, text = "stopped", f"{called} stopped with {failure.kind}{_at(failure)}."
        elif failure.missing_name and self._is_cause(failure.missing_name, failure):
            verdict, text = self._undefined(failure.missing_name)
        else:
            text = self._message(cell, failure)
        return self._result(cell, 0.0, verdict, text, output, ran.seconds)

    def _passed(self, cell: Cell, value: str | None, output: str, seconds: float) -> CellResult:
        """Full marks, or the part that the test's last expression names."""
        if value is None:
            return self._result(cell, cell.points, "passed", "", output, seconds)
        score = float(value)
        if not 0 <= score <= cell.points:
            text = (
                f"For the instructor: the test's last expression is {score:g}, expected a number from 0 to "
                f"{cell.points:g}. The cell must be marked by hand."
            )
            return self._result(cell, None, "manual", text, output, seconds)
        if score == cell.points:
            return self._result(cell, score, "passed", "", output, seconds)
        verdict: Verdict = "partial" if score else "failed"
        return self._result(cell, score, verdict, f"{score:g} of {cell.points:g} points.", output, seconds)

    def _message(self, cell: Cell, failure: TestFailure) -> str:
        text = _short(_COMPARED.split(failure.message)[0])
        hidden = failure.test_line in cell.hidden_lines
        if failure.from_student:
            named = f"`{failure.call}` " if failure.call else "The student's code "
            if failure.kind == "NotImplementedError" and not text:
                return f"{named}is still to be written (NotImplementedError)."
            return f"{named}raised {failure.kind}{': ' if text else ''}{text}{_at(failure)}"
        wrong_kind = _wrong_kind(failure)
        if wrong_kind:
            return wrong_kind
        if failure.kind == "AssertionError":
            shown = failure.place.text if failure.place else ""
            return text or ("A check that is not shown failed." if hidden else f"Failed: {shown}")
        return f"{failure.kind}: {text}" if text else f"{failure.kind} in the test"

    def _is_cause(self, name: str, failure: TestFailure) -> bool:
        """Whether a missing name tells more than the line that asked for it: a test asked, or a cell of the
        notebook that should have defined it did not."""
        label = self._defined_by.get(name)
        return not failure.from_student or label in {*self.ends, *self.missing, *self.untouched}

    def _undefined(self, name: str) -> tuple[Verdict, str]:
        """Why the student's name is not there: its cell failed, is unchanged, is missing or lacks it."""
        start, label = f"`{name}` is not defined", self._defined_by.get(name)
        blamed = label if label or not self.ends else list(self.ends)[-1]
        if blamed is not None and blamed in self.ends:
            return self.ends[blamed].verdict, f"{start}: {blamed} {self.ends[blamed].text}."
        if label in self.missing:
            return "missing", f"{start}: {label} is missing from the submission."
        if label in self.untouched:
            return "untouched", f"{start}: {label} is unchanged."
        return "failed", f"{start}: {label} ran but does not define it." if label else f"{start}."

    def _result(
        self, cell: Cell, score: float | None, verdict: Verdict, message: str, output: str, seconds: float
    ) -> CellResult:
        beside = cell.beside_student
        note = " (This test ran beside the student's code: its marks are not tamper-proof.)" if beside else ""
        return CellResult(
            cell.grade_id, cell.points, score, verdict, (message + note).strip(), output, seconds, not beside
        )


def by_hand(cell: Cell) -> CellResult:
    """The result of a cell that a person marks, unless there is nothing to mark."""
    if cell.missing:
        text = "The cell is missing from the submission."
        return CellResult(cell.grade_id, cell.points, 0.0, "missing", text, "", 0.0)
    if cell.untouched:
        return CellResult(cell.grade_id, cell.points, 0.0, "untouched", "No response.", "", 0.0)
    return CellResult(cell.grade_id, cell.points, None, "manual", "", "", 0.0)


def printed(outputs: Iterable[Output]) -> str:
    """The printed text among outputs."""
    return "".join(output.text for output in outputs if isinstance(output, StreamOutput))


def _wrong_kind(failure: TestFailure) -> str | None:
    """A sentence on the type, where the test stumbled over what the student's function returned."""
    if failure.refused:
        return f"{failure.message[:1].upper()}{failure.message[1:]}."
    called = f"`{failure.call}`" if failure.call else None
    lacks = _LACKS.search(failure.message) if failure.kind == "AttributeError" else None
    if called and lacks and lacks[1] == failure.returned and lacks[2] in _ARRAY_WORDS:
        return f"{called} returned {_KINDS[lacks[1]]} where an array was expected."
    stumbled = failure.kind in ("TypeError", "AttributeError") and "NoneType" in failure.message
    if called and stumbled and failure.returned == "NoneType":
        return f"{called} returned nothing (None) where a value was expected. Is a `return` missing?"
    return None


def _at(failure: TestFailure) -> str:
    place = failure.place
    return f" ({place.cell}, line {place.line}: `{place.text}`)" if place and place.cell else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 500 else f"{text[:497]}..."
