"""Execution, stage by stage: read a page, key it, look it up in the cache, execute, store, report.

Sphinx reads one page after another, and MyST-NB executes a page while it is read. Here all pages that are
about to be read are looked up in the execution cache first; those that are missing run in parallel and are
stored. When Sphinx reads them, they are there. Pages whose key has changed are read again, even where
their own text has not.
"""

import os
import sys

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.execute import progress
from bookext.execute.book_pages import page_of
from bookext.execute.cache import ExecutionCache
from bookext.execute.failures import what_failed, where
from bookext.execute.runs import longest_first, runs
from bookext.foreign import myst_nb_private

LOG = logging.getLogger(__name__)


class ExecutionFailed(SphinxError):
    """Cells of the book raised errors."""

    category = "Execution failed"


def let_cells_import_the_package(app: Sphinx, config: Config) -> None:
    """Put the repository root on the kernels' path, so that the book builds without an installation."""
    paths = [str(app.srcdir), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    if str(app.srcdir) not in sys.path:  # the page keys ask the package which data it would load
        sys.path.insert(0, str(app.srcdir))
    # traindnn.interactive then returns the site's form of a figure instead of the notebook's.
    os.environ["TRAINDNN_SITE"] = "1"


class Execution:
    """What one build executes.

    Args:
        app: the Sphinx application, whose environment exists.
    """

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.read: set[str] = set()
        """the pages that Sphinx has read in this build"""
        self.ran: set[str] = set()
        """the pages that were executed in this build"""

    @property
    def keys(self) -> dict[str, str | None]:
        """Keys of the pages when they were last read, by docname; the environment keeps them."""
        if not hasattr(self.app.env, "page_keys"):
            self.app.env.page_keys = {}  # type: ignore[attr-defined]
        return self.app.env.page_keys  # type: ignore[attr-defined]

    def outdated(
        self, app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
    ) -> list[str]:
        """List the pages whose key has changed since they were read; hooked to ``env-get-outdated``."""
        unchanged = sorted(env.found_docs - added - changed)
        return [name for name in unchanged if page_of(app, name).key != self.keys.get(name)]

    def execute(self, app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
        """Execute the pages that the cache does not know; hooked to ``env-before-read-docs``.

        Raises:
            ExecutionFailed: if cells raised errors; a message for each one says where.
        """
        settings = myst_nb_private.settings(env)
        if not settings.cached:
            return
        cache = ExecutionCache(settings.cache_folder)
        pages = [page for name in names if (page := page_of(app, name)).cells is not None]
        pages = longest_first([p for p in pages if not cache.holds(p)], myst_nb_private.runtimes(env))
        if pages:
            progress.say(f"Executing {len(pages)} of {len(names)} pages.")
        failures = 0
        for page, run in runs(pages, settings, app.config.book_workers) if pages else ():
            if run.error is None:
                cache.store(page, run)
                self.ran.add(page.name)
            else:
                failures += 1
                LOG.error(what_failed(run), location=(page.name, where(run)))
        if failures:
            raise ExecutionFailed(
                f"expected every cell to run. Received: errors on {failures} of {len(pages)} pages. "
                "Correct the cells that the messages above name, and build again: what has run is kept"
            )
        if names:
            progress.say(f"Reading {len(names)} pages.")

    def begin_writing(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Say that all pages are read; hooked to ``env-updated``."""
        if self.read:
            progress.say(f"Writing the pages as {app.builder.name}.")

    def write_key(self, app: Sphinx, name: str, source: list[str]) -> None:
        """Give MyST-NB the page with its key; hooked to ``source-read``."""
        if name not in app.env.found_docs:  # an included file
            return
        page = page_of(app, name, source[0])
        self.read.add(name)
        self.keys[name] = page.key
        source[0] = page.keyed_text

    def report(self, app: Sphinx, exception: Exception | None) -> None:
        """Say of each page whether it ran and for how long; hooked to ``build-finished``."""
        runtimes = sorted(myst_nb_private.runtimes(app.env).items())
        progress.table((name, self._state(name), seconds) for name, seconds in runtimes)

    def _state(self, name: str) -> str:
        if name in self.ran:
            return "executed"
        return "from the cache" if name in self.read else "unchanged"


def connect(app: Sphinx) -> None:
    """Connect the stages once the environment's place is known."""
    execution = Execution(app)
    app.connect("env-get-outdated", execution.outdated)
    app.connect("env-before-read-docs", execution.execute)
    app.connect("env-updated", execution.begin_writing)
    # Before every other reader of the source, so that all see the same text.
    app.connect("source-read", execution.write_key, priority=100)
    app.connect("build-finished", execution.report)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the hooks."""
    app.connect("config-inited", let_cells_import_the_package)
    app.connect("builder-inited", connect)
    # The keys of a page and the time it took are noted in one process.
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
