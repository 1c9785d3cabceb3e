"""The whole book as one tagged PDF with an outline, printed by Chromium from the single-page HTML.

    python _ext/bookpdf.py FOLDER OUTPUT.pdf

FOLDER is what ``jupyter-book build . --builder singlehtml`` has written. Figures to play with appear as
the still pictures that the page holds for readers without scripts.
"""

import argparse
import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

PAGE = "book/index.html"
"""The one page, below the builder's folder."""
FOOTER = (
    '<div style="width: 100%; font-size: 8px; text-align: center">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
PAPER: dict[str, Any] = {
    "format": "A4",
    "margin": {"top": "18mm", "bottom": "18mm", "left": "16mm", "right": "16mm"},
    "display_header_footer": True,
    "header_template": "<span></span>",
    "footer_template": FOOTER,
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


def print_book(folder: Path, output: Path) -> None:
    """Print the single page in ``folder`` to the file ``output``."""
    if not (folder / PAGE).is_file():
        raise SystemExit(
            f"expected the single-page HTML of the book. Received: folder={folder}, which has no {PAGE}. "
            "Build it first: make pdf"
        )
    # Its addresses count from the folder, so there it has to lie.
    whole = Path(shutil.copy2(folder / PAGE, folder / "whole.html")).resolve()
    root = [] if os.name == "nt" or os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--disable-gpu", *root])
        page = browser.new_page(color_scheme="light")
        page.emulate_media(media="print", color_scheme="light")
        page.goto(whole.as_uri(), wait_until="load", timeout=120_000)
        # What is folded on the screen is open on paper.
        page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true })")
        unfinished = output.with_suffix(".part")
        page.pdf(path=str(unfinished), **PAPER)
        browser.close()
    unfinished.replace(output)


def main() -> None:
    """Start from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    print_book(arguments.folder, arguments.output)
    print(f"Printed. Open {arguments.output}")


if __name__ == "__main__":
    main()
