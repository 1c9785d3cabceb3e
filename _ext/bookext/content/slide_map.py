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
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from bookext.content.tables import Cell, paragraph, table
from bookext.foreign import sphinx_private

LOG = logging.getLogger(__name__)
PROBLEM_SET = re.compile(r"ps\d-[\w-]+")
HEAD = ("slide", "title", "section", "equations", "problem set")
WIDTHS = (1, 4, 6, 2, 3)


class slide_map(nodes.General, nodes.Element):
    """Place of the map, until all pages are read."""


class SlideMap(Directive):
    """``slide-map``: a table from lines of slide, title, equations and page."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the place of the map."""
        rows = []
        for line in filter(str.strip, self.content):
            fields = [field.strip() for field in line.split("|")]
            if not 2 <= len(fields) <= 4 or not re.fullmatch(r"\d+(-\d+)?", fields[0]):
                raise self.error(
                    f"expected `slide | title | equations | page`. Received: line={line.strip()!r}"
                )
            rows.append(tuple(fields + [""] * (4 - len(fields))))
        return [slide_map(rows=rows)]


def note_problem_sets(app: Sphinx, doctree: nodes.document) -> None:
    """Remember which problem sets a page names."""
    names = {text for node in doctree.findall(nodes.literal) if PROBLEM_SET.fullmatch(text := node.astext())}
    known(app.env)[app.env.docname] = sorted(names)


def known(env: BuildEnvironment) -> dict[str, list[str]]:
    """Problem sets of each page: docname to names."""
    if not hasattr(env, "problem_sets"):
        env.problem_sets = {}  # type: ignore[attr-defined]
    return env.problem_sets  # type: ignore[attr-defined]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what is known of a page that is read anew."""
    known(env).pop(docname, None)


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the table where the map belongs."""
    for place in doctree.findall(slide_map):
        rows = [_row(app, docname, *row) for row in place["rows"]]
        place.replace_self(table(HEAD, rows, ["stacked", "slides"], WIDTHS))


def _row(app: Sphinx, docname: str, slides: str, title: str, equations: str, page: str) -> list[Cell]:
    labels = sphinx_private.labels(app.env)
    target: str | None
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
    sets = known(app.env).get(target, []) if target and not page else []
    cells = (
        nodes.Text(slides.replace("-", "–")),
        nodes.Text(title),
        where,
        _equations(app, docname, equations),
        nodes.Text(", ".join(sets)),
    )
    return [[paragraph(cell)] for cell in cells]


def _title(app: Sphinx, page: str) -> str:
    return app.env.titles[page].astext() if page in app.env.titles else page


def _equations(app: Sphinx, docname: str, numbers: str) -> nodes.inline:
    found = sphinx_private.equations(app.env)
    part = nodes.inline()
    for i, number in enumerate(filter(None, re.split(r",\s*", numbers))):
        part += nodes.Text(", " if i else "")
        label = f"eq-{number}"
        text = f"({number})"
        known_at = found.get(label)
        part += _link(app, docname, known_at[0], f"equation-{label}", text) if known_at else nodes.Text(text)
    return part


def _link(app: Sphinx, docname: str, target: str, anchor: str, text: str) -> nodes.reference:
    return make_refnode(app.builder, docname, target, anchor, nodes.Text(text))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and its two passes."""
    app.add_node(slide_map)
    app.add_directive("slide-map", SlideMap)
    app.connect("env-purge-doc", forget)
    app.connect("doctree-read", note_problem_sets)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
