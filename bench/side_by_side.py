"""What all benchmarks share: measure in turns, keep what was found with its circumstances, show it.

A benchmark measures its ways in turns (`alternating`), makes a `Row` of each pair (ours, a peer), and gives
them to `publish`, which prints one table and writes one JSON file. The JSON has all that a reader needs to
doubt the figures: every single run, the machine, the versions, the commit, the date and the command.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Generic, TypeVar

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

ROOT = Path(__file__).parents[1]
BUSY = 0.15
"""Share of the processor time that others may take; beyond it a run warns that its figures mean little."""
T = TypeVar("T")


@dataclass(frozen=True)
class Spread:
    """Repeated measurements of one quantity."""

    median: float
    """Of the runs that count."""
    low: float
    """The least of them."""
    high: float
    """The largest of them."""
    runs: tuple[float, ...]
    """All of them, in the order in which they were measured."""
    warm_up: tuple[float, ...] = ()
    """Runs that came before and do not count."""

    @classmethod
    def of(cls, runs: Iterable[float], warm_up: Iterable[float] = ()) -> Spread:
        """The spread of some runs.

        Raises:
            ValueError: if there is no run.
        """
        counted = tuple(map(float, runs))
        if not counted:
            raise ValueError("expected at least one run that counts. Received: none. Ask for more: --runs 3")
        low, high = min(counted), max(counted)
        return cls(statistics.median(counted), low, high, counted, tuple(map(float, warm_up)))


@dataclass(frozen=True)
class Row:
    """One line of a table: a quantity of ours, and of one peer if there is one to compare with."""

    what: str
    """What was measured, in the words of a reader."""
    ours: Spread
    """Ours."""
    peer_name: str = ""
    """The peer, in words; empty where nothing of the peer corresponds."""
    peer: Spread | None = None
    """The peer's; None without one."""
    unit: str = "s"
    """Of both: s, MB, kB, requests, …"""
    less_is_better: bool = True
    """Whether peer / ours says how much better ours is; no ratio otherwise (accuracies, scores)."""
    headline: bool = False
    """Whether it belongs to the small table of ratios."""

    @property
    def ratio(self) -> float | None:
        """The peer's median over ours: above 1, ours needs less. None where that would mean nothing."""
        if self.peer is None or not self.less_is_better or self.ours.median <= 0:
            return None
        return self.peer.median / self.ours.median


@dataclass(frozen=True)
class Report:
    """All that one benchmark found, with its circumstances."""

    benchmark: str
    """Name of the script, without its suffix."""
    question: str
    """What it asks, one sentence."""
    command: str
    """What to call to measure it again."""
    quick: bool
    """Whether it only tried whether the script works: its figures mean nothing."""
    date: str
    """When it began, UTC, in ISO 8601."""
    commit: str
    """What was measured; says so if files had been changed since."""
    machine: dict[str, Any]
    """See `machine`."""
    versions: dict[str, str]
    """Of Python, of ours and of the peers."""
    rows: tuple[Row, ...]
    """The table."""
    medians_of: str = "runs"
    """Over what the medians were taken."""
    notes: tuple[str, ...] = ()
    """What a reader of the table must know, a sentence each."""
    more: dict[str, Any] = field(default_factory=dict)
    """What the table has no room for."""

    def to_json(self) -> str:
        """The report as JSON, with the ratio of each row written out."""
        content = asdict(self)
        for row, written in zip(self.rows, content["rows"], strict=True):
            written["ratio"] = row.ratio
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Read what `to_json` wrote.

        Raises:
            ValueError: if it is something else.
        """
        try:
            content = json.loads(text)
            rows = tuple(_row(written) for written in content.pop("rows"))
            return cls(rows=rows, notes=tuple(content.pop("notes")), **content)
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"expected the JSON of a benchmark. Received: {text[:60]!r} ({error}). "
                "Measure anew: make bench"
            ) from error


def _row(written: dict[str, Any]) -> Row:
    written.pop("ratio")
    for side in ("ours", "peer"):
        if written[side] is not None:
            lists = {name: tuple(written[side][name]) for name in ("runs", "warm_up")}
            written[side] = Spread(**{**written[side], **lists})
    return Row(**written)


@dataclass(frozen=True)
class Turns(Generic[T]):
    """What one way gave, turn by turn."""

    counted: tuple[T, ...]
    """The turns that count."""
    warm_up: tuple[T, ...]
    """Those that came before."""

    def spread(self, figure: Callable[[T], float] = float) -> Spread:  # type: ignore[assignment]
        """The spread of one figure of each turn."""
        return Spread.of(map(figure, self.counted), map(figure, self.warm_up))


def alternating(
    ways: Mapping[str, Callable[[int], T]], runs: int, warm_up: int = 1, label: str = ""
) -> dict[str, Turns[T]]:
    """Measure each way once in every round.

    Every second round goes through them in reverse order, so that a machine that grows slower or faster
    meanwhile favours none.

    Args:
        ways: functions that measure once, by name; each is given the number of its turn, from 0.
        runs: rounds that count.
        warm_up: rounds before them, which do not.
        label: what the progress bar says.

    Returns:
        What each way gave, in the order of ``ways``.

    Raises:
        ValueError: if no round would count.
    """
    if runs < 1:
        raise ValueError(f"expected at least one run that counts. Received: runs={runs}. Try --runs 3")
    given: dict[str, list[T]] = {name: [] for name in ways}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=(runs + warm_up) * len(ways))
        for turn in range(runs + warm_up):
            for name in list(ways) if turn % 2 == 0 else reversed(list(ways)):
                progress.update(task, description=f"{label}: {name}" if label else name)
                given[name].append(ways[name](turn))
                progress.advance(task)
    return {name: Turns(tuple(all_[warm_up:]), tuple(all_[:warm_up])) for name, all_ in given.items()}


def seconds_of(
    words: Sequence[str | Path], folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> float:
    """Wall-clock seconds of a command, from before its process starts until it has ended.

    Raises:
        SystemExit: if it fails; says what it printed last.
    """
    begin = time.perf_counter()
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, env=environment, capture_output=True, text=True
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        called = shlex.join(map(str, words))
        raise SystemExit(
            f"expected {called[:200]} to succeed. Received: exit status {done.returncode}, after\n"
            f"{(done.stdout + done.stderr)[-1500:]}\nCall it by hand in {folder} to see all of it."
        )
    return seconds


def own_environment(folder: Path = ROOT) -> dict[str, str]:
    """Environment variables under which this Python finds the packages of a tree of sources."""
    return {**os.environ, "PYTHONPATH": str(folder)}


def options(document: str | None, runs: int) -> argparse.ArgumentParser:
    """The options that every benchmark has.

    Args:
        document: docstring of the script.
        runs: how often each way is measured if nothing else is asked for.
    """
    parser = argparse.ArgumentParser(
        description=document, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--runs", type=int, default=runs, help="measurements of each way; default %(default)s"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there as well")
    parser.add_argument(
        "--quick", action="store_true", help="only try whether it works; the figures mean nothing"
    )
    return parser


def begun(document: str | None, quick: bool, versions: Mapping[str, str]) -> Report:
    """A report without rows: the circumstances, noted before anything is measured.

    Args:
        document: docstring of the script; its first line is the question.
        quick: whether the figures will mean nothing.
        versions: of what is compared, besides Python.
    """
    question, script = (document or "").splitlines()[0], Path(sys.argv[0])
    words = ["python", f"bench/{script.name}", *_without_json(sys.argv[1:])]
    found = machine()
    if found["busy"] is not None and found["busy"] > BUSY and not quick:
        Console(stderr=True).print(
            f"[yellow]Others take {found['busy']:.0%} of this machine's processors.[/] "
            "Figures of a busy machine mean little: measure again when it is quiet."
        )
    return Report(
        script.stem,
        question,
        shlex.join(words),
        quick,
        datetime.now(UTC).isoformat(timespec="seconds"),
        commit(),
        found,
        {"Python": platform.python_version(), **versions},
        (),
    )


def _without_json(words: Sequence[str]) -> list[str]:
    """A command's options without ``--json FILE``, which says where on a machine the file lies."""
    kept = [word for word in words if not word.startswith("--json=")]
    if "--json" in kept:
        place = kept.index("--json")
        del kept[place : place + 2]
    return kept


def publish(report: Report, file: Path | None = None) -> None:
    """Print a report's table; write its JSON if a file is named."""
    console = Console()
    console.print(table(report))
    for line in footer(report):
        console.print(escape(line), highlight=False, soft_wrap=True)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(report.to_json(), encoding="utf-8")


def table(report: Report) -> Table:
    """A report's rows for the terminal."""
    shown = Table(title=escape(report.question), title_justify="left", box=box.SIMPLE)
    for head in HEADS:
        shown.add_column(head, justify="left" if head in ("what", "peer") else "right")
    for row in report.rows:
        shown.add_row(*map(escape, cells(row)))
    return shown


HEADS = ("what", "ours", "peer", "peer's", "peer's ÷ ours")
"""Of a report's table."""


def cells(row: Row) -> tuple[str, str, str, str, str]:
    """A row in words: what, ours, the peer's name, the peer's, the ratio."""
    theirs = "" if row.peer is None else with_spread(row.peer, row.unit)
    return row.what, with_spread(row.ours, row.unit), row.peer_name, theirs, times(row.ratio)


def times(ratio: float | None) -> str:
    """A ratio with the digits that it deserves; empty without one."""
    if ratio is None:
        return ""
    return f"{ratio:.0f}" if ratio >= 9.95 else f"{ratio:.1f}" if ratio >= 0.95 else f"{ratio:.2f}"


def with_spread(spread: Spread, unit: str) -> str:
    """A median with its unit, and the least and the largest run where they can be told apart."""
    scale, name = _scale(spread.median, unit)
    median, low, high = (_digits(value * scale) for value in (spread.median, spread.low, spread.high))
    unit_text = f" {name}" if name else ""
    return f"{median}{unit_text}" if low == high else f"{median}{unit_text} ({low}–{high})"


def _scale(value: float, unit: str) -> tuple[float, str]:
    """The factor and the unit in which a value reads well: short times stand in milliseconds."""
    return (1e3, "ms") if unit == "s" and abs(value) < 1 else (1, unit)


def _digits(value: float) -> str:
    """Three significant digits; whole numbers as they are."""
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 99.95 else f"{value:.3g}"


def footer(report: Report) -> list[str]:
    """The circumstances of a report, a sentence each."""
    host, versions = report.machine, ", ".join(f"{name} {text}" for name, text in report.versions.items())
    several = any(len(row.ours.runs) > 1 for row in report.rows)
    lines = ["QUICK: these figures only show that the benchmark works."] if report.quick else []
    lines += (
        [f"Medians (least–largest) of the {report.medians_of}; above 1 in the last column, ours needs less."]
        if several
        else []
    )
    lines += report.notes
    busy = "" if host["busy"] is None else f"; {host['busy']:.0%} busy with other work before"
    lines.append(
        f"{host['processor']}, {host['cores']} cores, {host['memory_gib']} GiB, {host['system']}{busy}."
    )
    lines.append(f"{versions}. Commit {report.commit}, {report.date}.")
    return lines


def machine() -> dict[str, Any]:
    """What the figures were measured on.

    Returns:
        ``processor`` (its name), ``cores`` (those that this process may use), ``memory_gib``, ``system``, and
        ``busy``: the share of the processors, 0 to 1, that was taken before the measurement; None where
        it cannot be told.
    """
    affinity = getattr(os, "sched_getaffinity", None)
    names = getattr(os, "sysconf_names", {})
    known = "SC_PHYS_PAGES" in names and "SC_PAGE_SIZE" in names
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if known else 0
    return {
        "processor": _processor(),
        "cores": len(affinity(0)) if affinity else os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "busy": _busy(),
    }


def _processor() -> str:
    """The processor's name, as its maker writes it where that is known."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return (named or [platform.processor() or platform.machine()])[0]


def _busy(seconds: float = 1.0) -> float | None:
    """Share of all processors that is in use while this process waits some seconds."""

    def look() -> tuple[int, int]:
        counts = list(map(int, Path("/proc/stat").read_text().splitlines()[0].split()[1:9]))
        return sum(counts), counts[3] + counts[4]  # all; idle and waiting for a disk

    try:
        all_before, idle_before = look()
        time.sleep(seconds)
        all_after, idle_after = look()
    except (OSError, ValueError, IndexError):
        return None
    passed = all_after - all_before
    return round(1 - (idle_after - idle_before) / passed, 2) if passed else None


def commit() -> str:
    """The commit of the tree, and whether a file has been changed since; "unknown" outside a checkout."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    try:
        name = git("rev-parse", "--short=10", "HEAD")
        # What an earlier benchmark wrote is no change of what is measured.
        changed = git("status", "--porcelain", "--", ".", ":!bench/results", ":!bench/RESULTS.md")
    except OSError:
        return "unknown"
    return f"{name} with changes" if changed else name or "unknown"


def installed(*packages: str) -> dict[str, str]:
    """Versions of packages in the environment of this process."""
    return {name: metadata.version(name) for name in packages}
