"""What a graded submission leaves behind, and the settings it was graded under.

Plain frozen records, imported by every stage; this module imports nothing of the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

Verdict: TypeAlias = Literal[
    "passed", "failed", "partial", "timeout", "memory", "stopped", "missing", "manual", "untouched"
]
"""Every verdict that a graded cell can have."""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

JAILS = ("auto", "bwrap", "landlock", "none")
"""Every choice of `Settings.jail`."""


@dataclass(frozen=True)
class CellResult:
    """The verdict on one graded cell."""

    grade_id: str
    """nbgrader's name of the cell, as the source has it."""

    points: float
    """Points that the cell can earn."""

    score: float | None
    """Points earned, from 0 to `points`; None where a person must mark the cell."""

    verdict: Verdict
    """What became of it."""

    message: str
    """One or two sentences: what went wrong and where. Empty where the cell passed. It holds no line of a
    hidden test, but what such a test says."""

    output: str
    """What the cell and the student's code printed while it ran (bounded)."""

    seconds: float
    """Wall time of the cell in seconds."""

    tamper_proof: bool = True
    """False where the mark rests on instructor's code in the student's process: the test ran beside the
    student's code, or used a driver or an object of a set-up cell that is there alone."""

    public: str | None = None
    """What the student may read in place of the message, because that tells of a hidden test; None where the
    message is for everybody."""


@dataclass(frozen=True)
class Result:
    """One graded submission."""

    cells: tuple[CellResult, ...]
    """The graded cells of the source, in the order of the executed notebook."""

    notebook: dict[str, Any]
    """The executed notebook as nbformat 4 JSON: locked source restored, test cells with their errors."""

    seconds: float
    """Wall time of the whole submission in seconds."""

    isolation: str
    """What enclosed the student's code, in words for the log and the summary."""

    error: str | None = None
    """Why the submission could not be graded (for instance a file that is not JSON); None where it was."""

    notes: tuple[str, ...] = ()
    """What student and instructor should know besides the marks, such as a cell that stands there twice; a
    sentence each."""

    @property
    def score(self) -> float:
        """Points earned so far; cells that wait for a person count nothing."""
        return sum(cell.score or 0.0 for cell in self.cells)


class FilesBeside(dict[str, bytes]):
    """Contents of the files beside a notebook, by path."""

    def __init__(self, files: Mapping[str, bytes] = MappingProxyType({}), given: Iterable[str] = ()) -> None:
        """Hold ``files``; those whose paths are in ``given`` are the instructor's."""
        super().__init__(files)
        self.given = frozenset(given)


@dataclass(frozen=True)
class Settings:
    """Limits and choices under which a submission is graded."""

    cell_seconds: float = 30.0
    """Longest wall time of one cell, in seconds; a test cell's calls count towards its own."""

    notebook_seconds: float = 600.0
    """Longest wall time of all cells together, in seconds, repetitions after a restart included."""

    memory_megabytes: int = 2048
    """Memory that the student's code may take beyond the imported libraries, in MiB."""

    file_megabytes: int = 64
    """Size of the student's private home and of its /tmp, in MiB each."""

    processes: int = 64
    """Processes and threads that the student's code may start."""

    output_bytes: int = 1_000_000
    """Longest output of one cell in bytes; what comes after is cut."""

    message_megabytes: int = 256
    """Largest message between the student's code and the tests, in MiB."""

    jail: str = "auto"
    """One of `JAILS`; "auto" takes the best that the machine has and refuses where it has none."""

    visible_only: bool = False
    """Leave the hidden tests out, as a student sees the notebook."""

    seed: int = 0
    """Seed of NumPy's and Python's global random generators at the start of every submission."""

    readable: tuple[str, ...] = ()
    """Further folders and files that the student's code may read (data sets)."""

    environment: tuple[tuple[str, str], ...] = ()
    """Further environment variables of the student's code and the tests."""

    judge_variables: tuple[str, ...] = ("COURSE_SEED",)
    """Environment variables of the grader's own that the tests may read and the student's code may not."""

    extra_imports: tuple[str, ...] = ()
    """Modules to import beforehand, besides those that the source's own cells import."""

    def __post_init__(self) -> None:
        if self.jail not in JAILS:
            raise ValueError(f"expected jail to be one of {', '.join(JAILS)}. Received: jail={self.jail!r}")
        for name in (
            "cell_seconds",
            "notebook_seconds",
            "memory_megabytes",
            "file_megabytes",
            "processes",
            "output_bytes",
            "message_megabytes",
        ):
            if not getattr(self, name) > 0:
                raise ValueError(f"expected {name} to be positive. Received: {name}={getattr(self, name)!r}")
