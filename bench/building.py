"""How long does a build of the book take, anew and after a change, beside a plain Jupyter Book?

    python bench/building.py [--pages PAGE ...] [--runs N] [--quick] [--json FILE]

The same pages with the same settings, once with this book's extension and command and once without, each in
a temporary copy of the tree. In every turn the site is built anew, with nothing changed, with a paragraph
added to the first page, and with a line added to a module of traindnn that the first page imports. After that
last change, Jupyter Book would show the old figures: it notices changed cells only. What it is measured
with is what gives the right page, a build of all pages (`--all`) without its cache.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import peers
from plain_book import PAGES, QUICK_PAGES, Book, our_book, plain_book
from side_by_side import Row, alternating, begun, installed, options, publish

MODULE = "traindnn/activations.py"
"""Changed; of the default pages, only the first imports it."""
OURS, PLAIN = "this book", "jupyter-book build"
STAGES = (
    "build, anew",
    "build, nothing changed",
    "build, prose of one page changed",
    "build, one module of traindnn changed",
)
NOTE = (
    "After a change of a module, jupyter-book is measured with --all and without its cache: without them it "
    "shows the figures of the old module."
)
Figures = dict[str, float]
"""Seconds by stage."""


def turn(book: Book, page: str, notices_modules: bool) -> Figures:
    """All stages, one after the other."""
    shutil.rmtree(book.folder / "_build", ignore_errors=True)
    anew, again = book.build(), book.build()
    _append(book.folder / "book" / f"{page}.md", "\n\nA sentence more.\n")
    prose = book.build()
    _append(book.folder / MODULE, "\n_MORE = 0\n")
    if notices_modules:
        module = book.build()
    else:
        shutil.rmtree(book.folder / "_build" / ".jupyter_cache")
        module = book.build("--all")
    return dict(zip(STAGES, (anew, again, prose, module), strict=True))


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def ways(folder: Path, pages: Sequence[str]) -> dict[str, Callable[[int], Figures]]:
    """Both books, each in a folder of its own."""
    ours = our_book(folder / "ours", pages)
    plain = plain_book(folder / "plain", pages, peers.prepared("jupyter-book"))
    return {
        OURS: lambda number: turn(ours, pages[0], notices_modules=True),
        PLAIN: lambda number: turn(plain, pages[0], notices_modules=False),
    }


def main() -> None:
    """Measure, print a table, write JSON."""
    parser = options(__doc__, runs=3)
    parser.add_argument("--pages", nargs="+", default=PAGES, metavar="PAGE", help="below book/, without .md")
    asked = parser.parse_args()
    pages = QUICK_PAGES if asked.quick else asked.pages
    versions = peers.prepared("jupyter-book").versions | installed("sphinx", "myst-nb")
    report = begun(__doc__, asked.quick, versions)
    runs, warm_up = (1, 0) if asked.quick else (asked.runs, 1)
    with tempfile.TemporaryDirectory(prefix="bench-building-") as folder:
        found = alternating(ways(Path(folder), pages), runs, warm_up)
    rows = []
    for stage in STAGES:
        ours, plain = (
            found[name].spread(lambda figures, stage=stage: figures[stage])  # type: ignore[misc]
            for name in (OURS, PLAIN)
        )
        rows.append(Row(stage, ours, PLAIN, plain, headline=True))
    pages_note = f"Pages: {', '.join(pages)}, and the entry page."
    publish(replace(report, rows=tuple(rows), notes=(pages_note, NOTE)), asked.json)


if __name__ == "__main__":
    main()
