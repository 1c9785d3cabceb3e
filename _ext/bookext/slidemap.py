"""The map of the lecture: each slide with its section, its equations and its problem set.

A page lists the slides, a line each, and the rest is read from the book itself, so that it cannot go stale:
a section is what carries the label ``slide-7``, an equation what carries ``eq-7``, a problem set what the
section's page names. ::

    ```{slide-map}
    12 | Power Scheduling | 1, 2
    1-5 | Title to learning objectives | | index
    ```

Fields: slide or slides, title, equations, and for slides without a section of their own the page.
"""

import re

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

LOG = logging.getLogger(__name__)
PROBLEM_SET = re.compile(r"ps\d-[\w-]+")
HEAD = ("slide", "title", "section", "equations", "problem set")


class slide_map(nodes.General, nodes.Element):
    """Place of the map, until all pages are read."""


class SlideMap(Directive):
    """``slide-map``: a table from lines of slide, title, equations and page."""

    has_content = True

    def run(self):
        """Return the place of the map."""
        rows = []
        for line in filter(str.strip, self.content):
            fields = [field.strip() for field in line.split("|")]
            if not 2 <= len(fields) <= 4 or not re.fullmatch(r"\d+(-\d+)?", fields[0]):
                raise self.error(f"expected `slide | title | equations | page`. Received: {line!r}")
            rows.append(tuple(fields + [""] * (4 - len(fields))))
        return [slide_map(rows=rows)]


def note_problem_sets(app, doctree):
    """Remember which problem sets a page names."""
    names = {text for node in doctree.findall(nodes.literal) if PROBLEM_SET.fullmatch(text := node.astext())}
    known(app.env)[app.env.docname] = sorted(names)


def known(env):
    """Problem sets of each page: docname to names."""
    if not hasattr(env, "problem_sets"):
        env.problem_sets = {}
    return env.problem_sets


def forget(app, env, docname):
    """Drop what is known of a page that is read anew."""
    known(env).pop(docname, None)


def fill(app, doctree, docname):
    """Put the table where the map belongs."""
    for place in doctree.findall(slide_map):
        place.replace_self(_table([_row(app, docname, *row) for row in place["rows"]]))


def _row(app, docname, slides, title, equations, page):
    labels = app.env.get_domain("std").labels
    label = f"slide-{slides}"
    if label in labels:
        target, anchor, section = labels[label]
        where = _link(app, docname, target, anchor, f"{_title(app, target)}: {section}")
    elif page:
        folder = docname.rpartition("/")[0]
        target = f"{folder}/{page}" if folder else page
        where = _link(app, docname, target, "", _title(app, target))
    else:
        target, where = None, nodes.Text("not in this edition")
        LOG.info("no section carries the label %s", label)
    sets = [n for n in known(app.env).get(target, ()) if not page]
    return (
        nodes.Text(slides.replace("-", "–")),
        nodes.Text(title),
        where,
        _equations(app, docname, equations),
        nodes.Text(", ".join(sets)),
    )


def _title(app, page):
    return app.env.titles[page].astext() if page in app.env.titles else page


def _equations(app, docname, numbers):
    found = app.env.get_domain("math").equations
    part = nodes.inline()
    for i, number in enumerate(filter(None, re.split(r",\s*", numbers))):
        part += nodes.Text(", " if i else "")
        label = f"eq-{number}"
        text = f"({number})"
        known_at = found.get(label)
        part += _link(app, docname, known_at[0], f"equation-{label}", text) if known_at else nodes.Text(text)
    return part


def _link(app, docname, target, anchor, text):
    return make_refnode(app.builder, docname, target, anchor, nodes.Text(text))


def _table(rows):
    group = nodes.tgroup(cols=len(HEAD))
    for width in (1, 4, 6, 2, 3):
        group += nodes.colspec(colwidth=width)
    group += nodes.thead("", _cells(map(nodes.Text, HEAD)))
    group += nodes.tbody("", *map(_cells, rows))
    return nodes.table("", group, classes=["colwidths-auto"])


def _cells(contents):
    return nodes.row("", *[nodes.entry("", nodes.paragraph("", "", content)) for content in contents])


def setup(app):
    """Register the directive and its two passes."""
    app.add_node(slide_map)
    app.add_directive("slide-map", SlideMap)
    app.connect("env-purge-doc", forget)
    app.connect("doctree-read", note_problem_sets)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
