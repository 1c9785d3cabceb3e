"""Execute the pages that the cache does not know, several at a time, before Sphinx reads them.

Sphinx reads one page after another, and MyST-NB executes a page while it is read. Here all pages that
are about to be read are looked up in the execution cache first; those that are missing run in parallel,
each in a kernel of its own, and are stored. When Sphinx reads them, they are there.

Every kernel computes with the same number of threads, however many pages run at the moment, so that the
numbers do not depend on what else ran.
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import create_nb_reader
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sphinx.errors import SphinxError
from sphinx.util import logging

from bookext import kernels

LOG = logging.getLogger(__name__)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")
# Kernels that share a GPU must not take all its memory at their start.
SHARE_THE_GPU = {"TF_FORCE_GPU_ALLOW_GROWTH": "true", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}


class ExecutionFailed(SphinxError):
    """Cells of the book raised errors."""

    category = "Execution failed"


@dataclass(frozen=True)
class Page:
    """A page that has to be executed."""

    name: str
    """docname"""
    path: Path
    """its source file; the kernel works in the file's folder"""
    notebook: object
    """the page as a notebook, with its key"""


def cores():
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def set_up_kernels(app, config):
    """Fix the number of workers, and the number of threads of each kernel."""
    config.book_workers = config.book_workers or cores()
    threads = str(max(1, cores() // config.book_workers))
    for name, value in {**dict.fromkeys(THREADS, threads), **SHARE_THE_GPU}.items():
        os.environ.setdefault(name, value)


class Ahead:
    """Runs pages ahead of Sphinx's reading.

    Args:
        keyed: function from a page's text to its text with the key of all it depends on.
        libraries: function from a page's text to the top-level names of the packages that it imports.
    """

    def __init__(self, keyed, libraries):
        self.keyed, self.libraries = keyed, libraries
        self.seconds = {}
        """Duration of each page that ran in this build, in seconds."""

    def run(self, app, env, docnames):
        """Execute those of ``docnames`` that the cache does not know; hooked to ``env-before-read-docs``.

        Raises:
            ExecutionFailed: if cells raised errors; a message for each one says where.
        """
        if env.mystnb_config.execution_mode != "cache":
            return
        cache = get_cache(env.mystnb_config.execution_cache_path)
        unknown = [page for name in docnames if (page := self._page(env, name)) and not _known(cache, page)]
        if not unknown:
            return
        unknown.sort(
            key=lambda page: _expected_seconds(env, page), reverse=True
        )  # no long page is left to the end
        failures = [
            failure
            for page, result in self._executed(unknown, env.mystnb_config, app.config.book_workers)
            if (failure := self._store(cache, page, result))
        ]
        if failures:
            raise ExecutionFailed(f"{len(failures)} of {len(unknown)} pages; the messages above say where.")

    def _page(self, env, name):
        path = Path(env.doc2path(name))
        text = self.keyed(path.read_text("utf-8-sig"))
        reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, text)
        return Page(name, path, reader.read(text)) if reader else None

    def _executed(self, pages, config, workers):
        """Yield each page with its result as it is finished."""
        with self._kernels(pages), _progress(len(pages)) as advance, ThreadPoolExecutor(workers) as pool:
            running = {pool.submit(_execute, page, config): page for page in pages}
            try:
                for future in as_completed(running):
                    advance(running[future].name)
                    yield running[future], future.result()
            finally:
                for future in running:
                    future.cancel()

    def _kernels(self, pages):
        """What several pages import is imported once, and their kernels are forked, where they can be."""
        pages_of = Counter()
        for page in pages:
            pages_of.update(self.libraries(page.path.read_text("utf-8-sig")))
        common = sorted(name for name, count in pages_of.items() if count > 1)
        return kernels.forked(common) if "keras" in common and kernels.may_fork() else nullcontext()

    def _store(self, cache, page, result):
        """Put an executed page into the cache; return True, and say where, if a cell failed."""
        if isinstance(result, Exception) or result.err is not None:
            error = result if isinstance(result, Exception) else result.err
            LOG.error(_what_failed(page.notebook, error), location=(page.name, _where(page.notebook)))
            return True
        self.seconds[page.name] = result.time
        bundle = CacheBundleIn(page.notebook, str(page.path), data={"execution_seconds": result.time})
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        return False


def _expected_seconds(env, page):
    """Duration of the page's last run; of two that never ran, the longer text counts as the longer run."""
    last = getattr(env, "nb_metadata", {}).get(page.name, {}).get("exec_data") or {}
    return last.get("runtime") or 1e6 + page.path.stat().st_size


def _known(cache, page):
    try:
        return cache.match_cache_notebook(page.notebook)
    except KeyError:
        return None


def _execute(page, config):
    try:
        return single_nb_execution(
            page.notebook,
            cwd=str(page.path.parent),
            timeout=config.execution_timeout,
            allow_errors=config.execution_allow_errors,
        )
    except Exception as error:  # a kernel that died, say; the other pages go on
        return error


def _failed_cell(notebook):
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                return number, output
    return None, None


def _where(notebook):
    """Line of the cell that failed, or None if it cannot be told."""
    number, _ = _failed_cell(notebook)
    lines = notebook.metadata.get("source_map", ())
    return lines[number] + 1 if number is not None and number < len(lines) else None


def _what_failed(notebook, error):
    _, output = _failed_cell(notebook)
    if output is None:
        return f"the page could not be executed: {type(error).__name__}: {error}"
    return f"this cell raised {output.ename}: {output.evalue}\n" + "\n".join(output.traceback)


@contextmanager
def _progress(total):
    """A bar in a terminal, a line a page elsewhere; yields the function to call for each finished page."""
    columns = [TextColumn("executing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    columns.append(TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)

        def advance(name):
            bar.update(task, advance=1, description=f"last: {name}")
            if not bar.console.is_terminal:
                LOG.info("executed %s", name)

        yield advance


def setup(app):
    """Register the setting; `execution` connects the rest, because it knows the keys."""
    app.add_config_value("book_workers", 0, "")
    app.connect("config-inited", set_up_kernels)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
