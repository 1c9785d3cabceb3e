"""The key of an experiment: the code that its result depends on, as one hash.

It covers the statements of the page that lead to the evidence, and the modules of the book's package that
these import, without what changes no number: comments, docstrings, blank lines, and the rule that judges.
Versions of libraries and of Python are not part of it: a record names those that made it, and outlives them.
"""

import ast
import hashlib
import re
from collections.abc import Iterator

from bookext.execute.imports import Package
from bookext.execute.page import Page, code_of
from bookext.record.slices import slice_of, statements

SHOWING = {"claims", "explorers", "interactive", "palette", "plots", "selfcheck"}
"""parts of the package that judge or show results and make none"""
GLUED = re.compile(r"""^glue\(\s*["']claim (?P<claim>C\d+)["']""")


def experiments(code: list[str]) -> dict[str, list[int]]:
    """Find the experiments of a page.

    Args:
        code: its statements, as `slices.statements` gives them.

    Returns:
        dict from claim ("C21") to the positions of the statements that its evidence depends on.
    """
    found = {i: match["claim"] for i, part in enumerate(code) if (match := GLUED.match(part))}
    return {claim: slice_of(code, i) for i, claim in found.items()}


def experiment_keys(code: str, package: Package) -> dict[str, str]:
    """Give each claim that a page measures its key.

    Args:
        code: the code of all its cells.
        package: the book's own package.

    Returns:
        dict from claim ("C21") to 16 hexadecimal digits.

    Raises:
        SyntaxError: if ``code`` is not Python.
    """
    parts = statements(code)
    return {claim: _key([parts[i] for i in found], package) for claim, found in experiments(parts).items()}


def keys_of(page: Page, package: Package) -> dict[str, str]:
    """Give each claim that a page measures its key; none for a page without code cells.

    Args:
        page: the page.
        package: the book's own package.

    Raises:
        SyntaxError: if a cell is not Python.
    """
    return experiment_keys(code_of(page.cells), package) if page.cells is not None else {}


def code_key(code: str, package: Package) -> str:
    """Give the key of what some statements do by themselves, as an experiment's.

    Args:
        code: Python source.
        package: the book's own package.
    """
    return _key(statements(code), package)


def _key(parts: list[str], package: Package) -> str:
    modules = sorted(package.imports("\n".join(parts)).modules)
    files = [package.files[module] for module in modules if not SHOWING & set(module.split("."))]
    digest = hashlib.sha256()
    for text in [*parts, *(file.read_text("utf-8") for file in files)]:
        digest.update("\n".join(code_lines(text)).encode() + b"\0")
    return digest.hexdigest()[:16]


def code_lines(source: str) -> Iterator[str]:
    """Yield the lines of a source that do something: no docstrings, blank lines or lines of comment.

    Args:
        source: Python source.

    Raises:
        SyntaxError: if it is not Python.
    """
    silent = set[int]()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                silent.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for number, line in enumerate(source.splitlines(), start=1):
        if number not in silent and (text := line.strip()) and not text.startswith("#"):
            yield line.rstrip()
