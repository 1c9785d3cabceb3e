"""Outputs and cells of the executed notebook, as nbformat 4.5 JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from autograder.grading.restore import Cell
from autograder.sandbox.protocol import DisplayOutput, ErrorOutput, Output, ResultOutput


def from_student(outputs: Iterable[Output]) -> list[Output]:
    """What the worker says that its cell showed: data, without metadata that might steer who reads it."""
    return [
        msgspec.structs.replace(output, metadata={})
        if isinstance(output, DisplayOutput | ResultOutput)
        else output
        for output in outputs
    ]


def error(name: str, text: str) -> ErrorOutput:
    """An error that the grader itself reports."""
    return ErrorOutput(name, text, (f"{name}: {text}",))


def nbformat_cell(cell: Cell, number: int, outputs: Iterable[Output]) -> dict[str, Any]:
    """The cell as nbformat 4.5 JSON, with the source's grading metadata and no other.

    Of a test cell, ``autograder.hidden_outputs`` are the numbers of the outputs that students must not see.
    """
    marks = cell.metadata.get("nbgrader")
    made: dict[str, Any] = {
        "id": f"cell-{number}",
        "cell_type": cell.cell_type,
        "source": cell.source,
        "metadata": {"nbgrader": marks} if marks else {},
    }
    if cell.runs:
        listed = list(outputs)
        made |= {"outputs": [_nbformat_output(output) for output in listed], "execution_count": None}
        if cell.kind == "test":
            beside = cell.beside_student and bool(cell.hidden_lines)
            hidden = [i for i, output in enumerate(listed) if beside or _is_hidden(output)]
            made["metadata"]["autograder"] = {"hidden_outputs": hidden}
    elif cell.attachments:
        made["attachments"] = json.loads(json.dumps(cell.attachments))
    return made


def _nbformat_output(output: Output) -> dict[str, Any]:
    """An output with the fields of nbformat's and no other."""
    made: dict[str, Any] = msgspec.to_builtins(output)
    made.pop("hidden", None)
    return made


def _is_hidden(output: Output) -> bool:
    return not isinstance(output, ErrorOutput) and output.hidden
