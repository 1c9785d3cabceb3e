"""The record: what the experiments behind the claims gave at full scale on the real sets, one file a page."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path("book", "record")
"""where the files lie, from the book's root; they are committed"""


@dataclass(frozen=True)
class Made:
    """How a record was made."""

    date: str
    """day, as 2026-12-01"""
    commit: str
    """of the sources, with "+" if they had changes that were not committed"""
    data: dict[str, str]
    """name of an image set -> kind of source and checksum"""
    sources: tuple[str, ...]
    """a sentence for each set that was trained on"""
    python: str
    versions: dict[str, str]
    """package -> version, of those that the numbers may depend on"""
    device: str
    seconds: float
    """wall-clock time of all that ran with it"""

    @property
    def day(self) -> str:
        """The date in words: "1 December 2026"."""
        day = date.fromisoformat(self.date)
        return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class Experiment:
    """What was found for one claim."""

    key: str
    """of the code that it depends on: see `keys`"""
    made: Made
    evidence: dict[str, Any]
    """a ``traindnn.claims.Evidence`` as data"""


@dataclass(frozen=True)
class PageRecord:
    """The experiments of one page."""

    page: str
    """docname"""
    claims: dict[str, Experiment]
    """claim ("C21") -> what was found"""
    runs: list[dict[str, Any]]
    """every training run: settings once, and below them seed and metrics by epoch"""


def write(record: PageRecord, root: Path) -> Path:
    """Write the record of a page, whole or not at all; return its path.

    Args:
        record: what was found.
        root: the book's folder.
    """
    from autograder.course.files import write_atomically

    path = file_of(record.page, root)
    write_atomically(path, _lines(asdict(record)).encode())
    return path


def _lines(record: dict[str, Any]) -> str:
    """JSON with a line for each run and each claim, so that a difference between two records can be read."""
    runs = ",\n".join(f"  {json.dumps(run, ensure_ascii=False)}" for run in record.pop("runs"))
    claims = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(found, ensure_ascii=False)}"
        for name, found in record.pop("claims").items()
    )
    head = json.dumps(record, indent=1, ensure_ascii=False).removesuffix("\n}")
    return f'{head},\n "claims": {{\n{claims}\n }},\n "runs": [\n{runs}\n ]\n}}\n'


def file_of(page: str, root: Path) -> Path:
    """Return where the record of a page lies.

    Args:
        page: docname.
        root: the book's folder.
    """
    return root / FOLDER / f"{page.rpartition('/')[2]}.json"


def read(page: str, root: Path) -> PageRecord | None:
    """Read the record of a page; None if it has none.

    Args:
        page: docname.
        root: the book's folder.

    Raises:
        ValueError: if the file is no record.
    """
    path = file_of(page, root)
    if not path.exists():
        return None
    try:
        data = json.loads(path.read_text("utf-8"))
        claims = {name: _experiment(found) for name, found in data["claims"].items()}
        return PageRecord(data["page"], claims, data["runs"])
    except (ValueError, KeyError, TypeError) as error:
        received = f"{type(error).__name__}: {error}"
        raise ValueError(f"Expected {path} as `make record` writes it. Received: {received}") from error


def _experiment(found: dict[str, Any]) -> Experiment:
    made = Made(**{**found["made"], "sources": tuple(found["made"]["sources"])})
    return Experiment(found["key"], made, found["evidence"])
