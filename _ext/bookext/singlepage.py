"""The book as one page, from which its PDF is printed."""


def keep_visitors(app):
    """Let the single page be written as the site's pages are.

    Sphinx looks up how to write a node under the builder's own name, and only if there is nothing at all
    under that name, under "html". So one extension that registers a visitor for "singlehtml" hides all that
    the others have registered for "html".
    """
    handlers = app.registry.translation_handlers
    if "singlehtml" in handlers:
        handlers["singlehtml"] = {**handlers.get("html", {}), **handlers["singlehtml"]}


def setup(app):
    """Before the builder makes its translators."""
    app.connect("builder-inited", keep_visitors)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
