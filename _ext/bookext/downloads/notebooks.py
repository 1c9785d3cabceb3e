"""A page as a notebook that runs as downloaded, and in which exercises can be solved.

A solution that has cells of its own cannot be folded in a notebook; it moves to the end.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from nbformat import NotebookNode

from bookext.downloads.plain_markdown import References, plain, solution_title

GLUE = re.compile(r"^from myst_nb import glue\n?", re.M)
Part = NotebookNode | str
"""A code cell, or a text."""
GATE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}|:{3,})\{solution-(?P<gate>start|end)\}[ \t]*(?P<label>[\w:-]*)[ \t]*\n"
    r"(?:(?!(?P=fence)).*\n)*(?P=fence)[ \t]*$",
    re.M,
)
HEAD = """\
**Before you begin.** This notebook needs Python 3.11, 3.12 or 3.13 and the book's package, `{package}`, which
brings NumPy, Keras, TensorFlow, Matplotlib, Altair and pandas with it: 0.6 GB to download, once. The next
cell installs it where it is missing; by hand: `pip install "{requirement}"`. Then run the cells from top to
bottom.{apart}"""
APART = " Solutions to the exercises are folded, or stand at the end."
FIRST_CELL = '''\
# Installs the package of the book where it is missing (Colab, a fresh environment).
import importlib.util

if importlib.util.find_spec("{package}") is None:
    %pip install --quiet "{requirement}"'''
GLUE_CELL = '''


def glue(name, value, display=True):
    """The website puts this value into its text; here it is printed."""
    print(f"{name} = {value}")'''


def notebook(
    page: NotebookNode,
    references: References,
    requirement: str,
    page_url: str = "",
    package: str = "traindnn",
) -> dict[str, Any]:
    """Convert a page of the book to a notebook that runs on its own.

    Args:
        page: the page's cells, as MyST-NB reads them.
        references: says what labels stand for.
        requirement: what pip installs to make ``package`` importable.
        page_url: address of the page on the site, to link back to.
        package: what the notebook imports.

    Returns:
        A dict in nbformat 4.5; the same page gives the same notebook, ids included.
    """
    first = FIRST_CELL.format(package=package, requirement=requirement)
    if any(GLUE.search(cell.source) for cell in page.cells if cell.cell_type == "code"):
        first += GLUE_CELL
    cells, solutions = list[dict[str, Any]](), list[dict[str, Any]]()
    for label, part in _by_solution(page.cells, references):
        made = _code(part, references) if not isinstance(part, str) else [_text(part, references)]
        (solutions if label else cells).extend(made)
    exercises = solutions or any("<summary>Solution to" in cell["source"] for cell in cells)
    head = HEAD.format(package=package, requirement=requirement, apart=APART if exercises else "")
    cells = [_cell("markdown", head), _cell("code", first), *cells]
    if solutions:
        cells += [_cell("markdown", "## Solutions"), *solutions]
    if page_url:
        cells.append(_cell("markdown", f"From the book's page [{page_url}]({page_url})."))
    cells = [cell for cell in cells if cell["source"]]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:03d}"
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _by_solution(cells: Iterable[NotebookNode], references: References) -> Iterator[tuple[str, Part]]:
    """Yield the page's code cells and texts, each with the label of the exercise that it solves, if it does.

    Where a solution begins, a text says where to find it, and the solution has a heading.
    """
    label = ""
    for cell in cells:
        if cell.cell_type == "code":
            yield label, cell
            continue
        end = 0
        for gate in GATE.finditer(cell.source):
            yield label, cell.source[end : gate.start()]
            end, label = gate.end(), gate["label"]
            if label:
                title = solution_title(label, references)
                yield "", f"*{title}: at the end of this notebook.*"
                yield label, f"### {title}"
        yield label, cell.source[end:]


def _cell(kind: str, source: str, **metadata: Any) -> dict[str, Any]:
    cell = {"cell_type": kind, "metadata": metadata, "source": source}
    return cell | {"outputs": [], "execution_count": None} if kind == "code" else cell


def _text(source: str, references: References) -> dict[str, Any]:
    return _cell("markdown", plain(source, references))


def _code(cell: NotebookNode, references: References) -> Iterator[dict[str, Any]]:
    """Yield the cell without what only the site understands, and its caption as a cell of text."""
    tags = {"tags": list(cell.metadata["tags"])} if cell.metadata.get("tags") else {}
    yield _cell("code", GLUE.sub("", cell.source).strip("\n"), **tags)
    figure = cell.metadata.get("mystnb", {}).get("figure", {})
    if caption := figure.get("caption"):
        name = references.named("numref", figure["name"]) + ". " if "name" in figure else ""
        yield _cell("markdown", f"*{name}{plain(caption, references)}*")
