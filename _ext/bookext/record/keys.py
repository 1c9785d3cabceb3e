"""The key of an experiment: the code that its result depends on, as one hash.

It covers the statements of the page that lead to the evidence, and the modules of the book's package that
these import, without what changes no number: comments, docstrings, blank lines, the rule that judges, and
the sizes of a quick build, since a record is made at full scale.
Versions of libraries and of Python are not part of it: a record names those that made it, and outlives them.
"""

import ast
import hashlib
import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

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
        digest.update(_what_counts(text) + b"\0")
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1024)  # most experiments depend on the same modules
def _what_counts(source: str) -> bytes:
    return "\n".join(code_lines(at_full_scale(source))).encode()


def at_full_scale(source: str) -> str:
    """Return a source without what the quick profile alone reads.

    Args:
        source: Python source.

    Returns:
        the source, with ``choose(full=8)`` for ``choose(quick=2, full=8)``, and without ``QUICK = …``.

    Raises:
        SyntaxError: if it is not Python.
    """
    text = source.encode()
    starts = [0, *itertools.accumulate(map(len, text.splitlines(keepends=True)))]
    keep = bytearray(b"\1" * len(text))

    def place(line: int | None, column: int | None) -> int:  # ast counts columns in bytes
        return starts[(line or 1) - 1] + (column or 0)

    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="choose") | ast.Name(id="choose"), keywords=keywords):
                begins = [place(one.lineno, one.col_offset) for one in keywords]
                ends = [*begins[1:], place(node.end_lineno, node.end_col_offset) - 1]
                spans = zip(begins, ends, strict=True)
                cuts = [span for one, span in zip(keywords, spans, strict=True) if one.arg == "quick"]
            case ast.Assign(targets=[ast.Name(id="QUICK")]):
                cuts = [(place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset))]
            case _:
                cuts = []
        for begin, end in cuts:
            keep[begin:end] = bytes(end - begin)
    return bytes(itertools.compress(text, keep)).decode()


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
