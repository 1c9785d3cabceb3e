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
from bookext.record.slices import slice_of, statements

JUDGING = {"claims"}
"""modules of the package that look at results and make none"""
GLUED = re.compile(r"""^glue\(\s*["']claim (?P<claim>C\d+)["']""")


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
    found = {i: match["claim"] for i, part in enumerate(parts) if (match := GLUED.match(part))}
    return {claim: _key(slice_of(parts, i), package) for i, claim in found.items()}


def code_key(code: str, package: Package) -> str:
    """Give the key of what some statements do by themselves, as an experiment's.

    Args:
        code: Python source.
        package: the book's own package.
    """
    return _key(statements(code), package)


def _key(parts: list[str], package: Package) -> str:
    judging = {f"{package.name}.{name}" for name in JUDGING}
    modules = package.imports("\n".join(parts)).modules - judging
    files = [package.files[module] for module in sorted(modules)]
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
