"""The part of a notebook that one solution cell bears on: enough to see whether a test notices a mistake.

Most mistakes are noticed by the tests of their own task. Grading those alone spares, for one, the start of
Keras for a task in NumPy.
"""

from __future__ import annotations

import ast
import json
import symtable
from collections.abc import Iterable
from dataclasses import dataclass, replace

from autograder.course.markers import Marker
from autograder.course.notebooks import SKIPPED, NotebookCell, parse, read_cells, tags


def excerpt(source: bytes, changed: Iterable[str], names: Iterable[str] = ()) -> bytes:
    """Cut a notebook down to some solution cells, the tests that call them, and what all of them need.

    Which cell needs which is read from the names that they bind and use, so a part may lack something;
    grade the reference on it before relying on it.

    Args:
        source: the instructor's notebook.
        changed: grade_ids of the solution cells.
        names: names that other answers to the solution cells use, beyond those of the cells as they are.

    Returns:
        A notebook with some of the cells, in their order.
    """
    notebook = json.loads(source)
    changed = set(changed)
    cells = [_Cell.of(cell).using(names, changed) for cell in read_cells(source)]
    kept = _needed(cells, _reached(cells, changed))
    return json.dumps(notebook | {"cells": [notebook["cells"][index] for index in sorted(kept)]}).encode()


def used_names(source: str) -> frozenset[str]:
    """Names from outside that a cell's source refers to; none if it is no Python."""
    return frozenset(_used(symtable.symtable(ast.unparse(parse(source)), "cell", "exec")))


@dataclass(frozen=True)
class _Cell:
    """What a cell is, and the names that it binds (those of modules too), defines and uses."""

    grade_id: str
    graded: bool
    runs: bool
    binds: frozenset[str]
    defines: frozenset[str]
    uses: frozenset[str]

    @classmethod
    def of(cls, cell: NotebookCell) -> _Cell:
        marker = Marker.of(cell)
        runs = marker.cell_type == "code" and SKIPPED not in tags(cell)
        tree = parse(cell["source"]) if runs else ast.Module([], [])
        binds = {name for statement in tree.body for name in _bound(statement)}
        uses = _used(symtable.symtable(ast.unparse(tree), "cell", "exec"))
        return cls(
            marker.grade_id,
            marker.is_test,
            runs,
            *map(frozenset, (binds, binds - _imported(tree), uses - binds)),
        )

    def using(self, names: Iterable[str], cells: Iterable[str]) -> _Cell:
        """The cell with further names among those that it uses, if it is one of some cells."""
        return replace(self, uses=self.uses.union(names) - self.binds) if self.grade_id in cells else self


def _used(table: symtable.SymbolTable) -> set[str]:
    """Names of the notebook that a cell refers to: no local variable of a function."""
    outside = table.get_type() == "module"
    own = {s.get_name() for s in table.get_symbols() if s.is_referenced() and (outside or s.is_global())}
    return own.union(*map(_used, table.get_children()))


def _bound(statement: ast.stmt) -> set[str]:
    """Names that a statement at the top of a cell binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    names = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return names | _imported(statement)


def _imported(tree: ast.AST) -> set[str]:
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.asname or alias.name.split(".")[0] for node in nodes for alias in node.names}


def _reached(cells: list[_Cell], changed: set[str]) -> set[int]:
    """The solution cells, the cells below that use what they define, and so on."""
    touched: set[int] = set()
    names: set[str] = set()
    for index, cell in enumerate(cells):
        if cell.grade_id in changed or (cell.runs and cell.uses & names):
            touched.add(index)
            names |= set() if cell.graded else cell.defines
    return touched


def _needed(cells: list[_Cell], kept: set[int]) -> set[int]:
    """Further, for each name that a kept cell uses, the nearest cell above that binds it."""
    waiting, found = list(kept), set(kept)
    while waiting:
        here = waiting.pop()
        for name in cells[here].uses:
            above = [i for i in range(here) if name in cells[i].binds]
            # A test cell's own imports are its own affair, unless nobody else has the name.
            chosen = [i for i in above if not cells[i].graded][-1:] or above[-1:]
            fresh = set(chosen) - found
            found |= fresh
            waiting += fresh
    return found
