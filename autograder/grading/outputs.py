"""Outputs and cells of the executed notebook, as nbformat 4.5 JSON; the worker's are checked first."""

from __future__ import annotations

import json

from autograder.grading.restore import Cell
from autograder.sandbox.channel import Malformed


def checked_reply(reply: object) -> dict:
    """The worker's reply to a cell, if it is one; its outputs are data, whatever they say.

    Raises:
        Malformed: if it is none.
    """
    try:
        outputs = [_output(output) for output in reply["outputs"]]
        error = reply["error"]
        if error is not None:
            error = {"t": [str(name)[:200] for name in error["t"][:1]], "s": str(error["s"])[:2000]}
        return {"outputs": outputs, "error": error}
    except (KeyError, TypeError, IndexError, AttributeError) as problem:
        raise Malformed("not a reply") from problem


def _output(output: dict) -> dict:
    kind = output["output_type"]
    if kind == "stream":
        return {
            "output_type": kind,
            "name": "stderr" if output["name"] == "stderr" else "stdout",
            "text": _text(output["text"]),
        }
    if kind == "error":
        return error_output(
            _text(output["ename"]), _text(output["evalue"]), [_text(line) for line in output["traceback"]]
        )
    data = {
        _text(key): value if isinstance(value, dict | list) else _text(value)
        for key, value in output["data"].items()
    }
    if kind == "execute_result":
        return {"output_type": kind, "data": data, "metadata": {}, "execution_count": None}
    if kind == "display_data":
        return {"output_type": kind, "data": data, "metadata": {}}
    raise TypeError("no output")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value.encode("utf-8", "replace").decode()


def error_output(name: str, text: str, lines: list[str] | None = None) -> dict:
    """An nbformat error output."""
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines or [f"{name}: {text}"]}


def nbformat_cell(cell: Cell, number: int, outputs: list[dict]) -> dict:
    """The cell as nbformat 4.5 JSON, with the source's grading metadata and no other."""
    marks = cell.metadata.get("nbgrader")
    made = {
        "id": f"cell-{number}",
        "cell_type": cell.cell_type,
        "source": cell.source,
        "metadata": {"nbgrader": marks} if marks else {},
    }
    if cell.runs:
        made |= {"outputs": outputs, "execution_count": None}
    elif cell.attachments:
        made["attachments"] = json.loads(json.dumps(cell.attachments))
    return made
