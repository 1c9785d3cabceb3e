"""Steps that a page takes as it leaves its template, whole, head and body. Sphinx has no event for that."""


def add_step(app, step):
    """Let ``step(page, context)``, which returns the better page, see every page before it is written.

    Args:
        app: the Sphinx application, whose builder exists (from ``builder-inited`` on).
        step: function of the page's HTML and of the context that its template was filled with.
    """
    if app.builder.format != "html":
        return
    templates = app.builder.templates
    render = templates.render

    def rendered(template, context):
        page = render(template, context)
        return step(page, context) if "pathto" in context else page

    templates.render = rendered
