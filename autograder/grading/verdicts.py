"""What happened in a test cell, as a verdict, a score and a sentence that a student understands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograder.grading.restore import Cell
from autograder.records import CellResult, Settings

_COMPARED = re.compile(
    r"\n *(?:Mismatched elements|Max absolute|First differing|[+-] |ACTUAL:|DESIRED:|x:|y:)"
)
_LACKS = re.compile(
    r"'(list|tuple|dict|str|int|float|bool|set|NoneType|complex)' object has no attribute '(\w+)'"
)
_ARRAY_WORDS = frozenset(
    [
        "shape",
        "dtype",
        "ndim",
        "size",
        "T",
        "mean",
        "sum",
        "std",
        "var",
        "min",
        "max",
        "reshape",
        "astype",
        "copy",
        "ravel",
        "flatten",
        "transpose",
        "dot",
        "tolist",
        "all",
        "any",
        "argmax",
        "argmin",
        "nbytes",
        "item",
        "round",
        "clip",
        "numpy",
    ]
)
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
_SIGNALS = {
    4: "an illegal instruction",
    6: "an abort",
    8: "an arithmetic fault",
    11: "a segmentation fault",
    7: "a bus error",
    9: "a kill signal",
    24: "the limit on computing time",
    25: "the limit on file size",
}


@dataclass(frozen=True)
class End:
    """How the worker or one of its cells came to an end."""

    verdict: str
    """"timeout", "memory" or "stopped"."""
    text: str
    """What to tell the student, as the end of a sentence: "took longer than 10 s"."""


def end_of_process(report: dict, settings: Settings) -> End:
    """What the warm process reports about a child that is gone."""
    if report.get("memory"):
        return out_of_memory(settings)
    signal = report.get("signal", 0)
    if signal == 24:
        return too_slow(settings.notebook_seconds)
    return End(
        "stopped", f"stopped with {_SIGNALS.get(signal, f'signal {signal}')}" if signal else "ended Python"
    )


def too_slow(seconds: float) -> End:
    """A cell that passed its deadline."""
    return End("timeout", f"took longer than {seconds:g} s")


def out_of_memory(settings: Settings) -> End:
    """A process that wanted more than its share."""
    megabytes = settings.memory_megabytes
    share = f"{megabytes / 1024:g} GB" if megabytes >= 1024 else f"{megabytes} MB"
    return End("memory", f"used more memory than {share}")


def of_cell_error(error: dict, settings: Settings) -> End:
    """What a student's own cell raised, from the worker's description of it."""
    name = str((error.get("t") or ["Error"])[0]).rpartition(".")[2]
    if name in ("MemoryError", "_ArrayMemoryError"):
        return out_of_memory(settings)
    if name in ("SystemExit", "KeyboardInterrupt"):
        return End("stopped", f"stopped with {name}")
    if name == "NotImplementedError" and not error.get("s"):
        return End("failed", "is still to be written (NotImplementedError)")
    return End("failed", f"raised {name}: {_short(str(error.get('s', '')))}".rstrip(": "))


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

    def ended(self, cell: Cell, end: End, output: str = "", seconds: float = 0.0) -> CellResult:
        """The verdict on a test during which the student's code ended."""
        text = f"The student's code {end.text}." if end.verdict == "stopped" else f"The test {end.text}."
        return self._result(cell, 0.0, end.verdict, text, output, seconds)

    def of(self, cell: Cell, report: dict) -> CellResult:
        """The verdict on a test that the judge ran to its end."""
        output = printed(report.get("outputs", []))
        seconds = report.get("seconds", 0.0)
        error = report.get("error")
        if error is None:
            return self._passed(cell, report.get("value"), output, seconds)
        called = f"`{error['call']}`" if error["call"] else "The student's code"
        if error["memory"]:
            text = f"{called} {out_of_memory(self._settings).text}."
            return self._result(cell, 0.0, "memory", text, output, seconds)
        if error["stopped"]:
            text = f"{called} stopped with {error['type']}{_at(error)}."
            return self._result(cell, 0.0, "stopped", text, output, seconds)
        if error["type"] == "NameError" and error["name"] and self._is_cause(error):
            verdict, text = self._undefined(error["name"])
            return self._result(cell, 0.0, verdict, text, output, seconds)
        return self._result(cell, 0.0, "failed", self._message(cell, error), output, seconds)

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
        verdict = "partial" if score else "failed"
        return self._result(cell, score, verdict, f"{score:g} of {cell.points:g} points.", output, seconds)

    def _message(self, cell: Cell, error: dict) -> str:
        text = _short(_COMPARED.split(error["message"])[0])
        hidden = error["test_line"] in cell.hidden_lines
        if error["student"]:
            named = f"`{error['call']}` " if error["call"] else "The student's code "
            if error["type"] == "NotImplementedError" and not text:
                return f"{named}is still to be written (NotImplementedError)."
            return f"{named}raised {error['type']}{': ' if text else ''}{text}{_at(error)}"
        wrong_kind = _wrong_kind(error)
        if wrong_kind:
            return wrong_kind
        if error["type"] == "AssertionError":
            return text or ("A check that is not shown failed." if hidden else f"Failed: {error['where'][2]}")
        return f"{error['type']}: {text}" if text else f"{error['type']} in the test"

    def _is_cause(self, error: dict) -> bool:
        """Whether a missing name tells more than the place that asked for it: a test asked, or a cell of the
        notebook that should have defined it did not."""
        label = self._defined_by.get(error["name"])
        return not error["student"] or label in {*self.ends, *self.missing, *self.untouched}

    def _undefined(self, name: str) -> tuple[str, str]:
        """Why the student's name is not there: its cell failed, is unchanged, is missing or lacks it."""
        start, label = f"`{name}` is not defined", self._defined_by.get(name)
        blamed = label if label or not self.ends else list(self.ends)[-1]
        if blamed in self.ends:
            return self.ends[blamed].verdict, f"{start}: {blamed} {self.ends[blamed].text}."
        if label in self.missing:
            return "missing", f"{start}: {label} is missing from the submission."
        if label in self.untouched:
            return "untouched", f"{start}: {label} is unchanged."
        return "failed", f"{start}: {label} ran but does not define it." if label else f"{start}."

    def _result(
        self, cell: Cell, score: float | None, verdict: str, message: str, output: str, seconds: float
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


def printed(outputs: list[dict]) -> str:
    """The printed text among nbformat outputs."""
    return "".join(str(output.get("text", "")) for output in outputs if output.get("output_type") == "stream")


def _wrong_kind(error: dict) -> str | None:
    """A sentence on the type, where the test stumbled over what the student's function returned."""
    called = f"`{error['call']}`" if error["call"] else None
    lacks = _LACKS.search(error["message"]) if error["type"] == "AttributeError" else None
    if called and lacks and lacks[1] == error["returned"] and lacks[2] in _ARRAY_WORDS:
        return f"{called} returned {_KINDS[lacks[1]]} where an array was expected."
    stumbled = error["type"] in ("TypeError", "AttributeError") and "NoneType" in error["message"]
    if called and stumbled and error["returned"] == "NoneType":
        return f"{called} returned nothing (None) where a value was expected. Is a `return` missing?"
    if called and error["type"] == "TypeError" and "an object of class" in error["message"]:
        return f"{called} returned {error['message']}."
    return None


def _at(error: dict) -> str:
    cell, line, text = error["where"]
    return f" ({cell}, line {line}: `{text}`)" if cell else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 500 else f"{text[:497]}..."
