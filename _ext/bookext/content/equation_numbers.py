"""Numbers of equations: the lecture's keep the number of the slides, the book's own get letters.

An equation with the label ``eq-7`` is the lecture's (7), on whichever page it stands. Every other labelled
equation of chapter 3 is (3.a), (3.b), … in the order of its page, so that no number is ever the book's own,
and none occurs twice in the book. On a page without a chapter's number it is (a), (b), ….
"""

import re
import string

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import sphinx_private

LOG = logging.getLogger(__name__)
OF_THE_LECTURE = re.compile(r"eq-(\d+)")


def number_equations(app: Sphinx, doctree: nodes.document) -> None:
    """Replace Sphinx's running numbers by letters, in the page and in what other pages refer to."""
    known = sphinx_private.equations(app.env)
    letters = iter(string.ascii_lowercase)
    for node in doctree.findall(nodes.math_block):
        if label := node.get("label"):
            match = OF_THE_LECTURE.fullmatch(label)
            node["number"] = match[1] if match else next(letters, None)
            if node["number"] is None:
                LOG.warning(
                    "expected at most 26 labelled equations of its own on a page. Received: label=%r. "
                    "Take the labels from equations that nothing refers to",
                    label,
                    location=node,
                    type="book",
                    subtype="equation",
                )
            known[label] = (app.env.docname, node["number"])


def add_chapters(app: Sphinx, env: BuildEnvironment) -> None:
    """Put the chapter's number before the letters, once all chapters have theirs."""
    known = sphinx_private.equations(env)
    for label, (page, number) in known.items():
        known[label] = (page, with_chapter(number, env.toc_secnumbers.get(page, {}).get("", ())))


def with_chapter(number: str, section: tuple[int, ...]) -> str:
    """Return an equation's number with that of its chapter in front, if it is a letter.

    Args:
        number: such as "7", "b", or "3.b".
        section: number of the page, () without one.
    """
    return f"{section[0]}.{number}" if section and number in string.ascii_lowercase else number


def number_as_known(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Number the equations of a page that is about to be written as others refer to them."""
    known = sphinx_private.equations(app.env)
    for node in doctree.findall(nodes.math_block):
        if (label := node.get("label")) in known:
            node["number"] = known[label][1]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the numbering, before references are resolved."""
    app.connect("doctree-read", number_equations)
    app.connect("env-check-consistency", add_chapters)
    app.connect("doctree-resolved", number_as_known)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
