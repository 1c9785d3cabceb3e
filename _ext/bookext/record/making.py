"""Runs pages at full scale on the real image sets, and writes what they found into the record."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from bookext.execute import progress
from bookext.execute.failures import what_failed, where
from bookext.execute.imports import Package
from bookext.execute.keys import NOT_INSTALLED, data_source, installed
from bookext.execute.page import KERNELSPEC, PACKAGE, Page, Reader, code_of
from bookext.execute.runs import longest_first, runs
from bookext.foreign.jupyter_cache_private import Run
from bookext.foreign.myst_nb_private import Settings
from bookext.record import files
from bookext.record.keys import code_key, experiments, keys_of
from bookext.record.slices import statements

RERUN = "from traindnn.lab.reproduction import rerun"
LECTURE = files.FOLDER / "lecture.json"
"""the lecture's own experiments, as `traindnn.lab.reproduction` writes them"""
RUNS = "TRAINDNN_RUNS"
"""the variable in which the lab looks for a file to note its runs in"""
PACKAGES = ("keras", "numpy", "tensorflow", "tensorflow-cpu", "tensorflow-intel", "jax")


class NotReal(Exception):
    """An image set is not the published one."""


def reader(root: Path) -> Reader:
    """Return a reader of pages that needs no Sphinx.

    Args:
        root: the book's folder.
    """
    return Reader(
        root, lambda path, text: jupytext.reads(text, fmt="md:myst") if "{code-cell}" in text else None
    )


@dataclass(frozen=True)
class Measuring:
    """A page that measures claims."""

    page: Page
    keys: dict[str, str]
    """claim -> key of its experiment: see `keys.experiment_keys`"""


def measuring(root: Path) -> list[Measuring]:
    """Return the pages that measure claims, by name.

    Args:
        root: the book's folder.
    """
    read = reader(root)
    pages = [read.page(f"book/{path.stem}", path) for path in sorted((root / "book").glob("*.md"))]
    found = [Measuring(page, keys_of(page, read.package)) for page in pages]
    return [each for each in found if each.keys]


def outdated(root: Path) -> dict[str, str]:
    """Say what is wrong with the record: dict from claim, or "reproduction", to what.

    Args:
        root: the book's folder.
    """
    wrong, lecture = {}, root / LECTURE
    if not lecture.exists():
        wrong["reproduction"] = "missing"
    elif json.loads(lecture.read_text("utf-8"))["made"].get("key") != _key_of_the_lecture(root):
        wrong["reproduction"] = "of an earlier version"
    for each in measuring(root):
        record = files.read(each.page.name, root)
        for claim, key in each.keys.items():
            found = record.claims.get(claim) if record else None
            if found is None or found.key != key:
                wrong[claim] = "of an earlier version" if found else "missing"
    return wrong


def make(root: Path, measured: list[Measuring], workers: int, claims: Collection[str] = ()) -> int:
    """Run pages and write their records, each as soon as it has run.

    Args:
        root: the book's folder.
        measured: the pages.
        workers: how many run at a time.
        claims: if given, only what these depend on is run, and the rest of the record is kept.

    Returns:
        Number of pages that failed; what failed has been said.

    Raises:
        NotReal: if an image set is not the published one.
    """
    failed, commit, pages = 0, commit_of(root), [each.page for each in measured]
    for page in pages:
        _expect_real(data_of(page))
    earlier = {page.name: files.read(page.name, root) for page in pages}
    keys = {each.page.name: each.keys for each in measured}
    with tempfile.TemporaryDirectory(prefix="record-") as folder:
        logs = {page.name: Path(folder, f"{page.path.stem}.jsonl") for page in pages}
        ordered = longest_first(pages, {name: _seconds(record) for name, record in earlier.items()})
        prepared = [_logging(only(page, claims), logs[page.name]) for page in ordered]
        settings = Settings(cached=False, cache_folder="", timeout=-1, allow_errors=False)
        for page, run in runs(prepared, settings, workers):
            if run.error is not None:
                failed += 1
                print(f"{page.path}:{where(run) or ''}: {what_failed(run)}", file=sys.stderr)
                continue
            how, log = made(page, run, commit), logs[page.name]
            found = {
                claim: files.Experiment(keys[page.name][claim], how, evidence)
                for claim, evidence in evidence_in(run.notebook).items()
            }
            lines = log.read_text("utf-8").splitlines() if log.exists() else []
            record = merged(
                earlier[page.name] if claims else None, page.name, found, grouped(map(json.loads, lines))
            )
            progress.say(f"written: {files.write(record, root).relative_to(root)}")
    return failed


def _seconds(record: files.PageRecord | None) -> float:
    return max((found.made.seconds for found in record.claims.values()), default=0.0) if record else 0.0


def only(page: Page, claims: Collection[str]) -> Page:
    """Return a page of nothing but the statements that some claims depend on; the page itself for no claims.

    Args:
        page: the page.
        claims: of those that it measures.
    """
    if not claims:
        return page
    code = statements(code_of(page.cells))
    kept = sorted({i for claim, found in experiments(code).items() if claim in claims for i in found})
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(code[i]) for i in kept], metadata={"kernelspec": KERNELSPEC}
    )
    return replace(page, cells=notebook, key=None)


def merged(
    earlier: files.PageRecord | None,
    page: str,
    found: dict[str, files.Experiment],
    runs: list[dict[str, Any]],
) -> files.PageRecord:
    """Put what was found into the record of a page.

    Args:
        earlier: what is kept of, where it is not found anew; None to keep nothing.
        page: docname.
        found: the experiments.
        runs: every training run of theirs.
    """
    claims = {**(earlier.claims if earlier else {}), **found}
    again = [_apart(run) for run in runs]
    kept = [run for run in earlier.runs if _apart(run) not in again] if earlier else []
    return files.PageRecord(
        page, {claim: claims[claim] for claim in sorted(claims, key=_number)}, kept + runs
    )


def _apart(run: dict[str, Any]) -> dict[str, Any]:
    """What tells a group of runs from others: all but its results."""
    return {name: value for name, value in run.items() if name != "runs"}


def reproduce(root: Path, workers: int) -> int:
    """Run the lecture's own experiments at full scale, and write their record.

    Args:
        root: the book's folder.
        workers: how many run at a time.

    Returns:
        Exit status of the command that runs them, which says itself how far it is.

    Raises:
        NotReal: if the image set is not the published one.
    """
    data = data_source("fashion_mnist")
    _expect_real(data)
    said = {
        "date": _today(),
        "commit": commit_of(root),
        "key": _key_of_the_lecture(root),
        "python": _python(),
        **_versions(),
        **data,
    }
    command = [sys.executable, "-m", "traindnn.lab.reproduction", "--workers", str(workers)]
    command += ["--output", str(root / LECTURE), "--made", json.dumps(said)]
    return subprocess.run(command, cwd=root, check=False).returncode


def _key_of_the_lecture(root: Path) -> str:
    return code_key(RERUN, Package(root / PACKAGE))


def _number(claim: str) -> int:
    return int(claim[1:])


def data_of(page: Page) -> dict[str, str]:
    """Return the image sets that a page trains on, each with the kind of its source and a checksum.

    Args:
        page: the page.
    """
    loads = any(module.startswith(f"{PACKAGE}.data") for module in page.imports.modules)
    return data_source(code_of(page.cells)) if loads else {}


def _expect_real(sources: dict[str, str]) -> None:
    for name, source in sources.items():
        kind = source.partition(":")[0]
        if kind in ("stand-in", "package"):
            raise NotReal(
                f"Expected the whole published set {name}. Received: {kind}. Name a folder with "
                f"{name}.npz in TRAINDNN_DATA, or let Keras download it"
            )


def _logging(page: Page, log: Path) -> Page:
    """A page whose first cell says where its runs are noted."""
    notebook = deepcopy(page.cells)
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    cell = nbformat.v4.new_code_cell(f"import os\nos.environ[{RUNS!r}] = {str(log)!r}\ndel os")
    notebook.cells.insert(first, cell)
    return replace(page, cells=notebook, key=None)


def evidence_in(notebook: NotebookNode) -> dict[str, dict[str, Any]]:
    """Return the evidence that the cells of an executed page have glued: dict from claim to its data.

    Args:
        notebook: the page after its execution.
    """
    from traindnn.claims import MIME

    found = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            name = output.get("metadata", {}).get("scrapbook", {}).get("name", "")
            for kind, data in output.get("data", {}).items():
                if kind.endswith(MIME) and name.startswith("claim "):
                    found[name.removeprefix("claim ")] = data
    return found


def grouped(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put together the runs that differ in their seed alone, in the order in which they began.

    Args:
        lines: runs, as the lab notes them.
    """
    groups: dict[str, dict[str, Any]] = {}
    for line in lines:
        own = {name: line.pop(name) for name in ("seed", "lr", "history")}
        group = groups.setdefault(json.dumps(line, sort_keys=True), {**line, "runs": []})
        group["runs"].append(own)
    return list(groups.values())


def made(page: Page, run: Run, commit: str) -> files.Made:
    """Describe how a page was run.

    Args:
        page: the page.
        run: its run.
        commit: of the sources.
    """
    from traindnn.data import load

    data = data_of(page)
    small = {"train": 1, "validation": 1, "test": 1}
    return files.Made(
        date=_today(),
        commit=commit,
        data=data,
        sources=tuple(load(name, **small).source.describe() for name in data),
        python=_python(),
        versions=_versions(),
        device=_device(),
        seconds=round(run.seconds, 1),
    )


def _today() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}"


def _python() -> str:
    return ".".join(map(str, sys.version_info[:3]))


def _versions() -> dict[str, str]:
    found = {name: installed(name) for name in PACKAGES}
    return {name: version for name, version in found.items() if version != NOT_INSTALLED}


def _device() -> str:
    # Asked in a process of its own: this one must stay free of the backend, whose kernels are forked.
    code = "from traindnn.lab import device; print(device.backend(), device.describe(), sep=', ')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit_of(root: Path) -> str:
    """Return the commit of the sources, with "+" if book or package have changes that are not committed.

    Args:
        root: the book's folder.
    """

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--", "book", "traindnn", f":!{files.FOLDER}")
    return (git("rev-parse", "--short=10", "HEAD") or "unknown") + ("+" if changed else "")
