"""The record of a reproduction as a file."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from traindnn.lab.reproduction.experiments import CONFIGURATIONS
from traindnn.lab.reproduction.record import Reproduction

RECORD = Path(__file__).parents[3] / "book" / "record" / "lecture.json"
"""Where the book's record lies, with the sources."""


def save(found: Reproduction, path: Path | str = RECORD) -> None:
    """Write the record, whole or not at all.

    Args:
        found: `Reproduction`.
        path: of the record.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(_lines(asdict(found)), "utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _lines(record: dict[str, Any]) -> str:
    """JSON with a line for each run, so that a difference between two records can be read."""
    each = []
    for name, runs in record.pop("runs").items():
        lines = ",\n".join(f"   {json.dumps(run)}" for run in runs)
        each.append(f"  {json.dumps(name)}: [\n{lines}\n  ]")
    head = json.dumps(record, indent=1, ensure_ascii=False).removesuffix("\n}")
    return head + ',\n "runs": {\n' + ",\n".join(each) + "\n }\n}\n"


def load(path: Path | str = RECORD) -> Reproduction | None:
    """Read a record.

    Args:
        path: of the record.

    Returns:
        `Reproduction`; None if there is no record, or one of other configurations than today's.
    """
    path = Path(path)
    if not path.exists():
        return None
    record = json.loads(path.read_text(encoding="utf-8"))
    if set(record["runs"]) != set(CONFIGURATIONS):
        return None
    runs = {name: tuple(runs) for name, runs in record["runs"].items()}
    return Reproduction(**record | {"seeds": tuple(record["seeds"]), "runs": runs})
