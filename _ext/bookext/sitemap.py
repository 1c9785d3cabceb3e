"""The sitemap lists every page of the book, also after a build that wrote only a few of them.

``sphinx_sitemap`` notes the pages that are written in this build; the others are added here.
"""

import sphinx_sitemap


def note_written(app, pagename, templatename, context, doctree):
    """Remember a page that `sphinx_sitemap` sees by itself."""
    app.env.temp_data.setdefault("sitemap_written", set()).add(pagename)


def add_the_others(app, exception):
    """Hand the pages that this build left as they were to `sphinx_sitemap`."""
    if exception or app.builder.format != "html":
        return
    written = app.env.temp_data.get("sitemap_written", set())
    for page in sorted(app.env.found_docs - written):
        sphinx_sitemap.add_html_link(app, page, None, None, None)


def setup(app):
    """Register the hooks; the second one runs before the sitemap is made."""
    app.connect("html-page-context", note_written)
    app.connect("build-finished", add_the_others, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
