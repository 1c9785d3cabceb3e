"""What happened in a test cell, as a verdict, a score and a sentence that a student understands."""

from __future__ import annotations

import dataclasses
import re
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from msgspec.structs import replace

from autograder.course.plain_text import one_line, visible, without_escapes
from autograder.grading import explain
from autograder.grading.known_words import KnownWords
from autograder.grading.restore import Cell
from autograder.records import CellResult, Settings, Verdict
from autograder.sandbox.protocol import Ended, Failure, Output, StreamOutput, TestFailure, TestRan
from autograder.sandbox.session import Lost

_COMPARED = re.compile(
    r"\n *(?:Mismatched elements|Max absolute|First differing|[+-] |ACTUAL:|DESIRED:|x:|y:)"
)
_NUMPYS_WORDS = re.compile(r"(Not equal to|Arrays are not|Items are not equal:|Values are not)[^\n]*")
NOT_SHOWN = "A check that is not shown failed."
"""What a student reads of a hidden test that failed, where nothing else may be told."""
BESIDE = " (This test ran beside the student's code: its marks are not tamper-proof.)"
"""Ends what is said of a test that ran in the student's process."""
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


WRONG_CALL = "cannot be called as the task says"
COMPARE = "Compare its parameters with those in the task"
ASKS = "asks for input (`input()`), and while work is graded nobody can answer"


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
    if explain.asks_for_input(name, failure.message):
        return End("failed", ASKS)
    return End("failed", f"raised {name}: {_short(failure.message)}".rstrip(": "))


class Judgement:
    """Turns the judge's reports into verdicts, with what is known about the student's cells."""

    def __init__(self, settings: Settings, defined_by: dict[str, str], words: KnownWords) -> None:
        """Start with no cell run.

        Args:
            settings: limits, for the messages.
            defined_by: label of the cell that should define a name.
            words: what the student has seen.
        """
        self._settings = settings
        self._defined_by = defined_by
        self._words = words
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
        public = self._public_end(end) if cell.hidden_lines and cell.beside_student else None
        return self._result(cell, 0.0, end.verdict, text, printed(outputs), seconds, public)

    def of(self, cell: Cell, ran: TestRan) -> CellResult:
        """The verdict on a test that the judge ran to its end."""
        output, failure = printed(ran.outputs), ran.failure
        if failure is None:
            return self._passed(cell, ran.score, output, ran.seconds)
        verdict, text = self._verdict(failure)
        public = self._public(failure, text)
        if cell.beside_student and cell.hidden_lines and not self._is_known(failure):
            # What is said of it comes from the student's process, which had the hidden lines in it.
            public = NOT_SHOWN
        result = self._result(cell, 0.0, verdict, text, output, ran.seconds, public)
        return dataclasses.replace(result, line=failure.test_line)

    def _verdict(self, failure: TestFailure) -> tuple[Verdict, str]:
        """What became of a test that did not run to its end, and what is said of it."""
        called = f"`{_name(failure.call)}`" if failure.call else "The student's code"
        if failure.memory:
            return "memory", f"{called} {_out_of_memory(self._settings).text}."
        if failure.stopped:
            return "stopped", f"{called} stopped with {_name(failure.kind)}{_at(failure)}."
        if failure.missing_name and self._is_cause(failure.missing_name, failure):
            return self._undefined(failure.missing_name)
        return "failed", self._message(failure)

    def _public(self, failure: TestFailure, text: str) -> str | None:
        """What the student may read where a hidden test is concerned; None where that is the text itself."""
        if not failure.hidden:
            # A visible line may compare with what a hidden one has computed.
            return _visible_line(failure) if self._words.betrays(_sanitized(failure.message)) else None
        knows = self._words.knows
        by_test = failure.kind == "AssertionError" and not failure.raised_by and not failure.from_student
        if by_test and self._words.has_said(failure.message):
            return f"{explain.hint(failure)}{_short(failure.message)}"
        if not knows(failure.call) or (failure.missing_name and not knows(failure.missing_name)):
            return NOT_SHOWN
        if not knows(failure.kind):
            failure = replace(failure, kind="an error of its own")
        if failure.memory or failure.missing_name or failure.stopped:
            return text if knows(failure.kind) else NOT_SHOWN
        if failure.from_student:
            if knows(failure.message):
                return self._of_student(failure)
            if explain.wrong_call(failure) is not None:
                return f"`{failure.call}` {WRONG_CALL}. {COMPARE}."
            return self._of_student(replace(failure, message=""))
        if (told := explain.sentence(failure)) is not None and knows(told.partition("` ")[2]):
            return told
        if failure.refused and knows(failure.message):
            return self._refused(failure)
        return f"{explain.hint(failure)}{NOT_SHOWN}"

    def _is_known(self, failure: TestFailure) -> bool:
        """Whether a student has seen all words of a failure."""
        said = (failure.kind, failure.message, failure.call, failure.missing_name or "")
        line = failure.place.text if failure.place else ""
        return all(map(self._words.knows, (*said, line)))

    def _public_end(self, end: End) -> str:
        """The same for a test that ran beside the student's code."""
        return NOT_SHOWN if end.verdict == "failed" else f"The test {end.text}."

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

    def _message(self, failure: TestFailure) -> str:
        """What a test says that ended with an exception; of a hidden one its own words alone."""
        if failure.from_student:
            return self._of_student(failure)
        if failure.refused:
            return self._refused(failure)
        text = _short(_own_words(failure) if failure.hidden else _COMPARED.split(failure.message)[0])
        if (told := explain.sentence(failure)) is not None:
            return told
        if failure.kind == "AssertionError":
            said = text or (NOT_SHOWN if failure.hidden else _visible_line(failure))
            return f"{explain.hint(failure)}{said}"
        return f"{failure.kind}: {text}" if text else f"{failure.kind} in the test"

    def _of_student(self, failure: TestFailure) -> str:
        """What is said where the student's code raised an exception."""
        call, text = _name(failure.call), _short(failure.message)
        named = f"`{call}`" if call else "The student's code"
        if failure.kind == "NotImplementedError" and not text:
            place, own = failure.place, self._defined_by.get(call)
            if failure.students_line and place is not None and own is not None and own != place.cell:
                named = place.cell[:1].upper() + place.cell[1:]
            return f"{named} is still to be written (NotImplementedError)."
        if explain.asks_for_input(failure.kind, failure.message):
            return f"{named} {ASKS}{_at(failure)}."
        if (told := explain.wrong_call(failure)) is not None:
            return f"{named} {WRONG_CALL}: {_short(told)}. {COMPARE}{_at(failure)}."
        return f"{named} raised {_name(failure.kind)}{': ' if text else ''}{text}{_at(failure)}"

    def _refused(self, failure: TestFailure) -> str:
        """What is said where an object of the student's was used as plain data."""
        text = _short(failure.message)
        return f"{text[:1].upper()}{text[1:]}."

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
        self,
        cell: Cell,
        score: float | None,
        verdict: Verdict,
        message: str,
        output: str,
        seconds: float,
        public: str | None = None,
    ) -> CellResult:
        beside = cell.beside_student
        note = BESIDE if beside else ""
        sound = not beside and not cell.share.uses_workers_copy
        return CellResult(
            cell.grade_id,
            cell.points,
            score,
            verdict,
            (message + note).strip(),
            output,
            seconds,
            sound,
            public=None if public is None else (public + note).strip(),
        )


def by_hand(cell: Cell) -> CellResult:
    """The result of a cell that a person marks, unless there is nothing to mark."""
    if cell.missing and cell.elsewhere:
        text = "The cell is missing; a person must look whether another cell of the submission answers it."
        return CellResult(cell.grade_id, cell.points, None, "manual", text, "", 0.0)
    if cell.missing:
        text = "The cell is missing from the submission."
        return CellResult(cell.grade_id, cell.points, 0.0, "missing", text, "", 0.0)
    if cell.untouched:
        return CellResult(cell.grade_id, cell.points, 0.0, "untouched", "No response.", "", 0.0)
    return CellResult(cell.grade_id, cell.points, None, "manual", "", "", 0.0)


def printed(outputs: Iterable[Output]) -> str:
    """The printed text among outputs."""
    return "".join(output.text for output in outputs if isinstance(output, StreamOutput))


def _own_words(failure: TestFailure) -> str:
    """What the author of a test wrote into it, without the values that a library adds.

    unittest writes "1 != 2 : words", numpy.testing puts a line before and the values behind.
    """
    match failure.raised_by:
        case "":
            return failure.message
        case "unittest":
            return failure.message.rpartition(" : ")[2] if " : " in failure.message else ""
        case "numpy":
            return _NUMPYS_WORDS.sub(_behind_colon, _COMPARED.split(failure.message)[0])
    return ""


def _behind_colon(found: re.Match[str]) -> str:
    return found[0].partition("Items are not equal:")[2]


def _visible_line(failure: TestFailure) -> str:
    return f"Failed: {failure.place.text if failure.place else ''}".rstrip(": ")


def _at(failure: TestFailure) -> str:
    place = failure.place
    return f" ({place.cell}, line {place.line}: `{_short(place.text)}`)" if place and place.cell else ""


def _name(text: str) -> str:
    """A name of the student's making, in one line and of a name's length."""
    return one_line(text, 80)


def _sanitized(text: str) -> str:
    return without_escapes(text[:10_000])


def _short(text: str) -> str:
    text = visible(" ".join(_sanitized(text).split()))
    return text if len(text) <= 500 else f"{text[:497]}..."
