"""What we use of MyST-NB beyond what it documents: its settings, its reader, its notes of each page."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.core.config import NbParserConfig
from myst_nb.core.read import create_nb_reader
from myst_nb.ext.execution_tables import METADATA_KEY
from myst_nb.sphinx_ import HideCodeCellNode, NbMetadataCollector
from nbformat import NotebookNode
from sphinx.environment import BuildEnvironment


@dataclass(frozen=True)
class Settings:
    """How pages are executed."""

    cached: bool
    """whether by the cache, as this book's are"""
    cache_folder: str
    timeout: int | None
    """seconds that a cell may take"""
    allow_errors: bool


def _config(env: BuildEnvironment) -> NbParserConfig:
    return env.mystnb_config  # type: ignore[attr-defined]


def settings(env: BuildEnvironment) -> Settings:
    """Return MyST-NB's settings as it has worked them out: it names the cache's folder only there."""
    config = _config(env)
    return Settings(
        config.execution_mode == "cache",
        str(config.execution_cache_path),
        config.execution_timeout,
        config.execution_allow_errors,
    )


def cells(env: BuildEnvironment, path: Path, text: str) -> NotebookNode | None:
    """Read the cells of a page as MyST-NB will when Sphinx reads it; None for a page without any."""
    reader = create_nb_reader(str(path), env.myst_config, _config(env), text)  # type: ignore[attr-defined]
    return reader.read(text) if reader else None


def _noted(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    return NbMetadataCollector.get_doc_data(env)


def runtimes(env: BuildEnvironment) -> dict[str, float]:
    """Return the seconds that the last run of each page took, which MyST-NB keeps for its table of runs."""
    runs = {page: facts.get("exec_data") for page, facts in _noted(env).items()}
    return {page: run["runtime"] or 0.0 for page, run in runs.items() if run}


def was_executed(env: BuildEnvironment, page: str) -> bool:
    """Whether a page has cells that ran."""
    return bool(_noted(env).get(page, {}).get("exec_data"))


def rows_of_run_table(env: BuildEnvironment, page: str) -> int:
    """Return how many rows the table of runs on a page has; 0 for a page without ``{nb-exec-table}``."""
    return len(runtimes(env)) if _noted(env).get(page, {}).get(METADATA_KEY) else 0


def glued(env: BuildEnvironment, page: str) -> dict[str, str]:
    """Return what a page glued in its last run, as text: MyST-NB keeps it in a file of its own."""
    names = _noted(env).get(page, {}).get("glue", ())
    file = Path(_config(env).output_folder, *f"{page}.glue.json".split("/"))
    if not names or not file.exists():
        return {}
    values = json.loads(file.read_text("utf-8"))
    return {name: values[name]["data"].get("text/plain", name) for name in names if name in values}


def hidden_cells(doctree: nodes.document) -> int:
    """Return how many cells of a page are folded: MyST-NB's own node marks them."""
    return len(list(doctree.findall(HideCodeCellNode)))
