"""The record of a reproduction as a file, and its table for other programs."""

import csv
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from traindnn.lab.reproduction.experiments import CONFIGURATIONS
from traindnn.lab.reproduction.record import Reproduction

RESULTS = Path(__file__).parents[3] / "_build" / "reproduction" / "results.json"
"""Where the record lies; the table lies beside it, as .csv. Both are built, not committed."""


def save(found: Reproduction, path: Path | str = RESULTS) -> Path:
    """Write the record, and beside it the table that compares it with the lecture's values.

    Args:
        found: `Reproduction`.
        path: of the record, ending in .json.

    Returns:
        Path of the table.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    table = path.with_suffix(".csv")
    rows = found.rows()
    with _Whole(table) as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with _Whole(path) as file:
        json.dump(asdict(found), file, indent=1)
    return table


class _Whole:
    """A file that appears when it is complete, or not at all."""

    def __init__(self, path: Path) -> None:
        self.path, self.part = path, path.with_name(f"{path.name}.{os.getpid()}.part")

    def __enter__(self) -> TextIO:
        self.file = self.part.open("w", encoding="utf-8", newline="")
        return self.file

    def __exit__(self, error: type[BaseException] | None, *rest: object) -> None:
        self.file.close()
        if error is None:
            self.part.replace(self.path)
        else:
            self.part.unlink()


def load(path: Path | str = RESULTS) -> Reproduction | None:
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
