"""Numbers of equations: the lecture's keep the number of the slides, the book's own get letters.

An equation with the label ``eq-7`` is the lecture's (7), on whichever page it stands. Every other labelled
equation is (a), (b), … in the order of its page, so that no number is ever the book's own.
"""

import re
import string

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from bookext.foreign import sphinx_private

LOG = logging.getLogger(__name__)
OF_THE_LECTURE = re.compile(r"eq-(\d+)")


def number_equations(app: Sphinx, doctree: nodes.document) -> None:
    """Replace Sphinx's running numbers, in the page and in what other pages refer to."""
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


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the numbering, before references are resolved."""
    app.connect("doctree-read", number_equations)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
