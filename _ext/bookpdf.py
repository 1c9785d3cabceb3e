"""The whole book as a PDF to read from cover to cover, printed by Chromium from the built website.

    python _ext/bookpdf.py SITE OUTPUT.pdf

SITE is what ``make book`` has written. `bookpdf.js` makes a book of its pages, with cover, contents, running
heads and the solutions at the end of each chapter; `bookpdf.css` is how it looks. Chromium has no
``target-counter``: only a printed book tells on which page a section begins, so it is printed until its
contents say what is true. Figures to play with appear as the still pictures that the pages hold for readers
without scripts.
"""

import argparse
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pikepdf
from playwright.sync_api import Page, sync_playwright

FIRST = "book/index.html"
"""The book's first page, below the site's folder."""
HERE = Path(__file__)
LICENCE = "Text and figures: Creative Commons Attribution 4.0 (CC BY 4.0). Code: BSD 3-Clause."
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)' + re.escape(FIRST))
MOST_PRINTS = 4
"""The first print knows no page, the second one names them; others follow where that has moved any."""
PRINTED: dict[str, Any] = {
    "prefer_css_page_size": True,
    "print_background": True,
    "tagged": True,
    "outline": True,
}


def chromium() -> str:
    """Path of the browser.

    Raises:
        SystemExit: if none is found; says what to install.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise SystemExit(
            "expected Chromium. Received: none is installed. "
            "Debian: apt install chromium. Elsewhere: set CHROMIUM to its path."
        )
    return found


def print_book(site: Path, output: Path) -> dict[str, int]:
    """Print the site in the folder ``site`` to the file ``output``.

    Returns:
        The pages that the contents name, by the anchors of what begins there.

    Raises:
        SystemExit: if there is no site, no browser, or no end to its changing of pages.
    """
    first = first_page(site)
    unfinished = output.with_suffix(".part")
    named: dict[str, int] = {}
    with opened(first) as page:
        for _ in range(MOST_PRINTS):
            made = make_book(page, first, named)
            page.pdf(path=str(unfinished), **PRINTED)
            found = pages_of(unfinished, made["anchors"])
            if found == named:
                break
            named = found
        else:
            raise SystemExit(
                f"expected the same pages again. Received: other ones in each of {MOST_PRINTS} prints."
            )
    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(unfinished) as pdf:
        with pdf.open_metadata() as metadata:
            metadata["dc:title"] = made["title"]
            metadata["dc:creator"] = [made["author"]]
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)
    unfinished.unlink()
    return named


def first_page(site: Path) -> Path:
    """The book's first page.

    Raises:
        SystemExit: if there is no site in the folder.
    """
    first = site / FIRST
    if not first.is_file():
        raise SystemExit(
            f"expected the built website. Received: folder={site}, which has no {FIRST}. "
            "Build it first: make book"
        )
    return first


@contextmanager
def opened(first: Path) -> Iterator[Page]:
    """A tab with the book's first page, without the site's scripts, as paper sees it."""
    root = [] if os.name == "nt" or os.geteuid() else ["--no-sandbox"]
    # The first page reads the others, which lie beside it.
    arguments = ["--disable-gpu", "--allow-file-access-from-files", *root]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        page = browser.new_page(color_scheme="light")
        page.emulate_media(media="print", color_scheme="light")
        page.route("**/*.js*", lambda route: route.abort())
        yield page
        browser.close()


def make_book(page: Page, first: Path, pages: dict[str, int], mathml: bool = False) -> dict[str, Any]:
    """Make a book of the site in a tab; return what `bookpdf.js` says about it.

    Args:
        page: the tab.
        first: the book's first page.
        pages: what the contents say, by anchor.
        mathml: keep the MathML that stands beside each drawn formula.
    """
    published = CANONICAL.search(first.read_text("utf-8"))
    facts = {
        "css": HERE.with_suffix(".css").read_text("utf-8"),
        "address": published[1] if published else "",
        "licence": LICENCE,
        "pages": pages,
        "mathml": mathml,
    }
    page.goto(first.resolve().as_uri(), wait_until="load", timeout=300_000)
    made: dict[str, Any] = page.evaluate(HERE.with_suffix(".js").read_text("utf-8"), facts)
    return made


def pages_of(printed: Path, anchors: list[str]) -> dict[str, int]:
    """The page, counted from 1, on which each anchor stands that the contents link to."""
    with pikepdf.open(printed) as pdf:
        number = {page.obj.objgen: count for count, page in enumerate(pdf.pages, 1)}
        places = pdf.Root.get("/Dests", pikepdf.Dictionary())
        found = {anchor: places.get(f"/{anchor}") for anchor in anchors}
        return {anchor: number[place[0].objgen] for anchor, place in found.items() if place is not None}


def start(make: Callable[[Path, Path], object], done: str, description: str | None) -> None:
    """Start from the command line.

    Args:
        make: makes a file, the second argument, of the site in a folder, the first one.
        done: what is said in front of "Open", such as "Printed".
        description: its module's docstring.
    """
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    make(arguments.site, arguments.output)
    print(f"{done}. Open {arguments.output}")


if __name__ == "__main__":
    start(print_book, "Printed", __doc__)
