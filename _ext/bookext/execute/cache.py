"""The execution cache: which pages it knows, and storing those that have run."""

from bookext.execute.page import Page
from bookext.foreign import jupyter_cache_private as jupyter_cache
from bookext.foreign.jupyter_cache_private import Run


class ExecutionCache:
    """The notebooks that have run, by their code, their kernelspec and so their key.

    Args:
        folder: where jupyter-cache keeps them; MyST-NB finds them there when Sphinx reads the pages.
    """

    def __init__(self, folder: str) -> None:
        self._cache = jupyter_cache.opened(folder)

    def holds(self, page: Page) -> bool:
        """Whether a page has run as it is now."""
        return jupyter_cache.holds(self._cache, page.notebook)

    def store(self, page: Page, run: Run) -> None:
        """Store a page that has run without an error."""
        jupyter_cache.store(self._cache, run, page.path)
