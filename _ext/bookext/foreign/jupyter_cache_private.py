"""What we use of jupyter-cache and of nbclient beneath it, beyond what they document.

MyST-NB executes a page while Sphinx reads it, one after another. To execute several at a time beforehand
we do what its cache client does, with the same functions, so that MyST-NB then finds the results.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import single_nb_execution
from nbformat import NotebookNode


@dataclass(frozen=True)
class Run:
    """A notebook after its execution."""

    notebook: NotebookNode
    seconds: float
    error: Exception | None
    """what ended the execution early"""


def opened(folder: str) -> JupyterCacheAbstract:
    """Open the cache in a folder."""
    return get_cache(folder)


def holds(cache: JupyterCacheAbstract, notebook: NotebookNode) -> bool:
    """Whether the cache has a notebook with these code cells and this kernelspec."""
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


def executed(
    notebook: NotebookNode, folder: Path, timeout: int | None, allow_errors: bool, **client: Any
) -> Run:
    """Execute a notebook in place.

    Args:
        notebook: the notebook, which receives the outputs.
        folder: where its kernel works.
        timeout: seconds that a cell may take.
        allow_errors: whether to go on after a cell that raised an error.
        client: settings of nbclient's ``NotebookClient``.
    """
    try:
        result = single_nb_execution(notebook, str(folder), timeout, allow_errors, **client)
    except Exception as error:  # a kernel that died, say; the other pages go on
        return Run(notebook, 0.0, error)
    return Run(notebook, result.time, result.err)


def store(cache: JupyterCacheAbstract, run: Run, path: Path) -> None:
    """Store a run as jupyter-cache itself would, in place of an earlier one of the same notebook."""
    bundle = CacheBundleIn(run.notebook, str(path), data={"execution_seconds": run.seconds})
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
