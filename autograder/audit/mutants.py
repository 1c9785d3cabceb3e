"""Mutants of a solution: the cell with one small mistake, for every place and every mistake.

Each mutant has exactly one change, between the delimiters of the solution. Their order is that of the text,
and two changes that come to the same text are one mutant. A mutant is known by its cell, its function and
its difference from the reference, so a list of them outlives changes elsewhere.
"""

from __future__ import annotations

import ast
import difflib
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from autograder.audit.mutations import Surroundings, variants
from autograder.course.markers import NBGRADERS_DELIMITERS, Region
from autograder.course.notebooks import parse


@dataclass(frozen=True)
class Mutant:
    """A solution cell with one mistake."""

    cell: str
    """grade_id of the cell."""
    function: str
    """Dotted name of the class and function that hold the mistake."""
    kind: str
    """What was done, in words."""
    diff: str
    """Lines of the reference that change, each after a minus, and what they become, each after a plus."""
    source: str
    """Source of the whole cell with the mistake, without comments."""
    answer: str = ""
    """The right answer of the bank that it was made from; empty for the reference."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from other mutants and stays the same when other lines change."""
        return key(self.cell, self.function, self.diff)


def key(cell: str, function: str, diff: str) -> tuple[str, str, str]:
    """The key of a mutant; spaces, empty lines and brackets that say nothing do not count."""
    lines = [line.strip() for line in diff.splitlines() if line.strip()]
    return cell, function, "\n".join(line[0] + _meaning(line[1:].strip()) for line in lines)


def _meaning(line: str) -> str:
    """The syntax tree of a line, which each version of Python writes in its own way; else the line itself."""
    tree = parse(f"{line} pass" if line.endswith(":") else line)
    return ast.dump(tree) if tree.body else line


def mutants(
    cell: str,
    source: str,
    modules: Iterable[str] = (),
    region: Region = NBGRADERS_DELIMITERS.solution,
) -> list[Mutant]:
    """All mutants of a solution cell.

    Args:
        cell: its grade_id.
        source: its source with the solution's delimiters; without them the whole cell is solution.
        modules: names that stand for modules there.
        region: how the course marks a solution.

    Returns:
        The mutants in the order of the text; none if the cell is no Python.
    """
    tree = parse(source)
    modules = frozenset(modules) | imported(tree)
    lines, reference = _solution_lines(source, region), ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for position in _positions(tree, _Position(tree, "", None, tree)):
        if getattr(position.node, "lineno", 0) not in lines:
            continue
        around = Surroundings(position.parent, position.argument, modules)
        for kind, other in variants(position.node, around):
            text = position.unparsed(tree, other)
            if text != reference and text not in found:
                found[text] = Mutant(cell, position.function, kind, difference(reference, text), text)
    return list(found.values())


def imported(tree: ast.AST) -> frozenset[str]:
    """Names that a syntax tree binds by importing modules."""
    names = (alias for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names)
    return frozenset(alias.asname or alias.name.split(".")[0] for alias in names)


def difference(before: str, after: str) -> str:
    """The lines that differ, after a minus and a plus, without the indentation that they share."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), n=0, lineterm="")
    changed = [line for line in list(lines)[2:] if not line.startswith("@@")]
    plain = textwrap.dedent("\n".join(line[1:] for line in changed)).split("\n")
    return "\n".join(old[0] + new for old, new in zip(changed, plain, strict=True))


@dataclass(frozen=True)
class _Position:
    """Where a node of a syntax tree stands."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    function: str = ""
    argument: str = ""

    def unparsed(self, tree: ast.AST, other: ast.AST) -> str:
        """The text of the tree with another node here; the tree is left as it was."""
        self._put(other)
        try:
            return ast.unparse(tree)
        finally:
            self._put(self.node)

    def _put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def _positions(node: ast.AST, here: _Position) -> Iterator[_Position]:
    """Every node below one, in the order of the text; the parts of an f-string are left out."""
    if isinstance(node, ast.JoinedStr):
        return
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        here = _inside(node, here)
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST):
                position = replace(
                    here,
                    parent=node,
                    field=field,
                    index=index if isinstance(value, list) else None,
                    node=child,
                )
                if not _is_text(child):
                    yield position
                    yield from _positions(child, position)


def _inside(node: ast.FunctionDef | ast.ClassDef, here: _Position) -> _Position:
    function = f"{here.function}.{node.name}".lstrip(".")
    names = [] if isinstance(node, ast.ClassDef) else [argument.arg for argument in node.args.args]
    return replace(here, function=function, argument=next((n for n in names if n not in ("self", "cls")), ""))


def _is_text(node: ast.AST) -> bool:
    """Whether a statement is a text alone, as a docstring is."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _solution_lines(source: str, region: Region) -> frozenset[int]:
    """Numbers of the lines that are solution, counted from 1."""
    if not region.is_in(source):
        return frozenset(range(1, source.count("\n") + 2))
    return region.inner_lines(source)
