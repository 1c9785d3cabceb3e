"""The descriptions of a module's functions and classes, read from its source: the directive ``{api}``.

::

    ```{api} traindnn.schedules
    ```

The source is parsed and not imported, so that a page about the lab does not have to start Keras. Docstrings
are turned into reStructuredText by Sphinx's napoleon; the objects are those of Sphinx's domain for Python, so
that other pages refer to them.
"""

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

GOOGLE = Config(napoleon_use_param=False, napoleon_use_rtype=False, napoleon_use_ivar=True)
FENCE = "``````"
BARS = re.compile(r"``.*?``|\|", re.S)
"""code, and bars outside code: reStructuredText would take what stands between two for a substitution"""


class Api(SphinxDirective):
    """All public functions and classes of a module, in the order of its source."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Build the descriptions."""
        module = self.arguments[0]
        path = Path(self.env.srcdir, *module.split(".")).with_suffix(".py")
        if not path.is_file():
            raise self.error(f"Expected a module of the book's package. Received: {module}")
        self.env.note_dependency(str(path))
        text = "\n".join(described(ast.parse(path.read_text("utf-8")), module))
        return self.parse_text_to_nodes(f"{FENCE}{{eval-rst}}\n{text}\n{FENCE}")


def described(tree: ast.Module, module: str) -> Iterator[str]:
    """Yield reStructuredText for each public function and class of a module.

    Args:
        tree: the module, parsed.
        module: its name, such as "traindnn.schedules".
    """
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) if not name.startswith("_"):
                yield entry("function", name + signature(node.args), module, ast.get_docstring(node))
            case ast.ClassDef(name=name) if not name.startswith("_"):
                made_by = [one.args for one in methods(node) if one.name == "__init__"]
                call = signature(made_by[0], bound=True) if made_by else ""
                parts = "\n".join(members(node))
                yield entry("class", name + call, module, ast.get_docstring(node), parts)


def methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    """Return the methods of a class."""
    return [one for one in node.body if isinstance(one, ast.FunctionDef)]


def members(node: ast.ClassDef) -> Iterator[str]:
    """Yield reStructuredText for the described fields and the public methods of a class."""
    for one, after in zip(node.body, [*node.body[1:], None], strict=True):
        match one, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(says))):
                yield entry("attribute", name, "", says)
            case ast.FunctionDef(name=name), _ if not name.startswith("_"):
                is_property = any(
                    getattr(mark, "id", getattr(mark, "attr", "")).endswith("property")
                    for mark in one.decorator_list
                )
                kind, call = ("property", "") if is_property else ("method", signature(one.args, bound=True))
                yield entry(kind, name + call, "", ast.get_docstring(one))


def signature(arguments: ast.arguments, *, bound: bool = False) -> str:
    """Return the arguments of a function without their types.

    Args:
        arguments: as parsed.
        bound: whether the first one is the object itself, and left out.
    """
    text = ast.unparse(_untyped(arguments))
    return f"({text.partition(', ')[2] if bound else text})"


def _untyped(arguments: ast.arguments) -> ast.arguments:
    """Return arguments without annotations."""
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    for one in [*every, *filter(None, (arguments.vararg, arguments.kwarg))]:
        one.annotation = None
    return arguments


def entry(kind: str, head: str, module: str, docstring: str | None, inner: str = "") -> str:
    """Return one description as reStructuredText.

    Args:
        kind: of the object, as Sphinx's domain for Python calls it.
        head: its name and arguments.
        module: that it belongs to, "" for a member of a class.
        docstring: as written, with sections as Google has them.
        inner: descriptions of its members.
    """
    options = f"   :module: {module}\n" if module else ""
    text = BARS.sub(lambda found: "\\|" if found[0] == "|" else found[0], docstring or "")
    body = str(GoogleDocstring(text, GOOGLE)) + f"\n\n{inner}"
    return f".. py:{kind}:: {head}\n{options}\n{textwrap.indent(body, '   ')}\n"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive."""
    app.add_directive("api", Api)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
