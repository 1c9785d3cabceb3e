"""Listings show the idea: signature, one line of what it does, shapes, code.

The chapters show functions of the book's package with Sphinx's own directive::

    ```{literalinclude} ../traindnn/schedules.py
    :pyobject: power
    :caption: Power scheduling, equation (1)
    ```

This module shortens the docstrings of what is shown to their first sentence and to the shapes that their
arguments and results have, and puts a link to the whole description, on the page of the package, into the
caption.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.util.typing import ExtensionMetadata

WIDTH = 84
"""columns of a listing that fit beside the margin"""
SIZE = r"(?:…|(?:\d+ [+-] )?[a-zA-Z](?:_(?:\w|\{[^{}]*\}))?(?: [+-] \d+)?|\d+)"
SHAPE = re.compile(rf"\((?:…|{SIZE}(?:, {SIZE})*,|{SIZE}(?:, {SIZE})+)\)")
ENTRY = re.compile(r"^    (?P<names>\*{0,2}\w+(?:, \*{0,2}\w+)*): (?P<says>.*(?:\n      .*)*)", re.M)
SECTION = re.compile(r"^(?P<name>[A-Z][a-z]+):\n(?P<body>(?:    .*\n?|\n)+)", re.M)
Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Listing(LiteralInclude):
    """A piece of a file; an object of Python has its docstrings shortened."""

    def run(self) -> list[nodes.Node]:
        """Build the listing."""
        found = super().run()
        if name := self.options.get("pyobject"):
            for block in (block for node in found for block in node.findall(nodes.literal_block)):
                text = shortened(block.rawsource)
                block.rawsource, block.children = text, []
                block += nodes.Text(text)
            for caption in (caption for node in found for caption in node.findall(nodes.caption)):
                caption += [nodes.Text(" · "), self._whole(dotted(self.arguments[0], name))]
        return found

    def _whole(self, target: str) -> addnodes.pending_xref:
        """Return the link to the whole description of an object."""
        link = addnodes.pending_xref(
            "",
            nodes.inline("", "full description", classes=["xref"]),
            refdomain="py",
            reftype="obj",
            reftarget=target,
            refexplicit=True,
            refdoc=self.env.docname,
            refwarn=True,
        )
        self.set_source_info(link)
        return link


def dotted(file: str, name: str) -> str:
    """Return the name of an object by which it is imported.

    Args:
        file: the file as a directive names it, such as "../traindnn/lab/schedules.py".
        name: the object in it.
    """
    parts = [part for part in Path(file).with_suffix("").parts if part != ".."]
    return ".".join([*parts, name])


def shortened(source: str) -> str:
    """Return a source whose docstrings say what, in one line, and which shapes.

    Args:
        source: Python source.

    Returns:
        The source without anything else of its docstrings.

    Raises:
        SyntaxError: if it is not Python.
    """
    lines = source.splitlines()
    documented = [node for node in ast.walk(ast.parse(source)) if isinstance(node, Documented)]
    for node in sorted(documented, key=lambda node: node.lineno, reverse=True):
        match node.body[0]:
            case ast.Expr(value=ast.Constant(value=str(text)), col_offset=indent) as statement:
                short = textwrap.indent(idea(inspect.cleandoc(text), WIDTH - indent), " " * indent)
                lines[statement.lineno - 1 : statement.end_lineno] = short.splitlines()
    return "\n".join(lines) + "\n"


def idea(docstring: str, width: int = WIDTH) -> str:
    """Return a docstring's first paragraph and its shapes, in quotes as in a source.

    Args:
        docstring: text without indentation, with sections as Google has them.
        width: columns.
    """
    what = " ".join(docstring.split("\n\n")[0].split())
    shapes = "; ".join(shapes_of(docstring))
    if not shapes:
        return textwrap.fill(f'"""{what}"""', width)
    return textwrap.fill(f'"""{what}', width) + "\n\n" + textwrap.fill(shapes + ".", width) + '\n"""'


def shapes_of(docstring: str) -> Iterator[str]:
    """Yield the shapes of the arguments, as "x (m, d), y (m,)", and what is returned if it has a shape.

    Args:
        docstring: text without indentation, with sections as Google has them.
    """
    sections = {match["name"]: match["body"] for match in SECTION.finditer(docstring + "\n")}
    given = [
        f"{entry['names']} {shape[0]}"
        for entry in ENTRY.finditer(sections.get("Args", ""))
        if (shape := SHAPE.search(re.split(r"[.;:]", entry["says"])[0]))
    ]
    returned = " ".join(sections.get("Returns", "").split())
    if given:
        yield "Shapes: " + ", ".join(given)
    if SHAPE.search(returned):
        yield ("returns " if given else "Returns ") + re.split(r"[.;:](?: |$)", returned)[0].replace("`", "")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the directive in the place of Sphinx's own."""
    app.add_directive("literalinclude", Listing, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
