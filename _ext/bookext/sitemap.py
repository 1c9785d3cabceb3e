"""The sitemap lists every page of the book, also after a build that wrote only a few of them.

``sphinx_sitemap`` notes the pages that are written in this build, in the order in which they are; the others
are added here, and the order is made the alphabet's.
"""

import sphinx_sitemap


def add_the_others(app, exception):
    """Hand the pages that this build left as they were to `sphinx_sitemap`."""
    if exception or app.builder.format != "html":
        return
    links = app.sitemap_links
    written = {links.get() for _ in range(links.qsize())}
    for page in app.env.found_docs - {link.removesuffix(".html") for link, _ in written}:
        sphinx_sitemap.add_html_link(app, page, None, None, None)
    for link in sorted(written | {links.get() for _ in range(links.qsize())}):
        links.put(link)


def setup(app):
    """Register the hook; it runs before the sitemap is made."""
    app.connect("build-finished", add_the_others, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
