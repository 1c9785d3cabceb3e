"""The same pages twice: as this book, and as a plain Jupyter Book without its extension.

Each is a temporary copy of the tree with a table of contents of a few pages, so that nothing of the
tree that was called from is built, changed or reused. The plain one keeps every setting that is not the
extension's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import peers
import yaml
from side_by_side import ROOT, own_environment, seconds_of

PAGES = ("weight_initialization", "optimizers", "colophon")
"""Pages below ``book/`` that run, but not for long."""
QUICK_PAGES = ("colophon",)
OF_THE_EXTENSION = ("html_math_renderer", "templates_path", "myst_update_mathjax")
"""Settings that mean something together with the extension only."""


@dataclass(frozen=True)
class Book:
    """A copy of the tree, ready to build."""

    folder: Path
    """Where it lies."""
    command: tuple[str, ...]
    """What builds it, called in that folder."""
    variables: dict[str, str]
    """Environment variables of the command."""

    @property
    def site(self) -> Path:
        """Folder of the built site."""
        return self.folder / "_build" / "html"

    def build(self, *further: str) -> float:
        """Build it; return the wall-clock seconds of the command."""
        return seconds_of([*self.command, *further], self.folder, self.variables)


def our_book(folder: Path, pages: Sequence[str]) -> Book:
    """Copy the tree into a new folder, with some pages, to be built by this book's own command."""
    _copy(folder, pages)
    return Book(folder, (sys.executable, "_ext/build.py", "build", "."), own_environment(folder))


def plain_book(folder: Path, pages: Sequence[str], jupyter_book: peers.Environment) -> Book:
    """The same for a plain Jupyter Book, to be built by `jupyter-book` from an environment of its own."""
    _copy(folder, pages)
    settings = folder / "_config.yml"
    content = without_extension(yaml.safe_load(settings.read_text(encoding="utf-8")))
    settings.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    command = (str(jupyter_book.program("jupyter-book")), "build", ".")
    return Book(folder, command, jupyter_book.variables(PYTHONPATH=str(folder)))


def without_extension(settings: dict) -> dict:  # type: ignore[type-arg]
    """The settings of a book, without those of its own extension; changes what it is given."""
    sphinx = settings["sphinx"]
    own = sphinx.pop("local_extensions", {})
    config = sphinx["config"]
    config["extensions"] = [name for name in config["extensions"] if name not in own]
    for name in OF_THE_EXTENSION:
        config.pop(name, None)
    return settings


def _copy(folder: Path, pages: Sequence[str]) -> None:
    """The tree as it stands, without what git ignores, and with a table of contents of some pages."""
    missing = [page for page in pages if not (ROOT / "book" / f"{page}.md").is_file()]
    if missing or not pages:
        known = ", ".join(sorted(path.stem for path in (ROOT / "book").glob("*.md")))
        raise SystemExit(f"expected pages of the book ({known}). Received: {', '.join(missing) or 'none'}")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if listed.returncode:
        raise SystemExit(
            f"expected a checkout of git in {ROOT}. Received: {os.fsdecode(listed.stderr)[:200]}"
        )
    for name in filter(None, os.fsdecode(listed.stdout).split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    chapters = [{"file": f"book/{page}"} for page in pages]
    content = {"format": "jb-book", "root": "book/index", "chapters": chapters}
    (folder / "_toc.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
