"""The site's entry page: ``index.html`` leads to the book's first page, which lies in ``book/``."""


def entry_page(app):
    """Yield the entry page, unless the book's first page is it already."""
    root = app.config.root_doc
    if app.builder.format == "html" and root != "index":
        title = app.env.titles[root].astext() if root in app.env.titles else app.config.project
        target = app.builder.get_target_uri(root)
        canonical = f"{app.config.html_baseurl.rstrip('/')}/{target}"
        yield "index", {"title": title, "target": target, "canonical": canonical}, "entry.html"


def setup(app):
    """Register the page."""
    app.connect("html-collect-pages", entry_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
