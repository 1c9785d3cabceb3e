"""The pages of the built site, as paths below it.

``SITE`` names its folder (default ``_build/html``).
"""

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("SITE", ROOT / "_build" / "html")).resolve()
# Sphinx makes these pages too; the book's table of contents does not list them.
MADE_BY_SPHINX = ("404.html", "search.html")


@cache
def pages():
    """List all pages of the site, as paths below it; the entry page is tested by its own test."""
    found = sorted(path.relative_to(SITE).as_posix() for path in SITE.glob("**/*.html"))
    return [page for page in found if not page.startswith("_static/") and page != "index.html"]


def chapters():
    """List the pages that a notebook was made of."""
    return [page for page in pages() if (SITE / "_sources" / page).with_suffix(".ipynb").exists()]


def having(text):
    """List the pages whose HTML contains a text."""
    return [page for page in pages() if text in (SITE / page).read_text("utf-8")]
