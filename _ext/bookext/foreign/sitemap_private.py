"""What we use of sphinx-sitemap beyond its documented interface."""

from collections.abc import Iterable

import sphinx_sitemap
from sphinx.application import Sphinx


def list_all(app: Sphinx, pages: Iterable[str]) -> None:
    """Hand pages to sphinx-sitemap, and have it list all pages in alphabetical order.

    It notes the pages that this build writes, in a queue, and has no setting to list the others.

    Args:
        app: the Sphinx application, before the sitemap is made.
        pages: docnames; a page that was noted already is passed over.
    """
    queue = app.sitemap_links  # type: ignore[attr-defined]
    noted = {queue.get() for _ in range(queue.qsize())}
    for page in set(pages) - {link.removesuffix(".html") for link, _ in noted}:
        sphinx_sitemap.add_html_link(app, page, None, None, None)
    for link in sorted(noted | {queue.get() for _ in range(queue.qsize())}):
        queue.put(link)
