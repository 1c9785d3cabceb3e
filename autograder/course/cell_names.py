"""The names that the cells of a notebook bind and use: which cell needs which."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable
from dataclasses import dataclass, replace

from autograder.course.markers import Marker
from autograder.course.notebooks import SKIPPED, NotebookCell, parse, tags


def used_names(source: str) -> frozenset[str]:
    """Names from outside that a cell's source refers to; none if it is no Python."""
    return frozenset(_used(symtable.symtable(ast.unparse(parse(source)), "cell", "exec")))


@dataclass(frozen=True)
class CellNames:
    """What a cell is, and the names that it binds (those of modules too), defines and uses."""

    grade_id: str
    """nbgrader's name of the cell; empty without one."""
    graded: bool
    """Whether it is a test cell."""
    runs: bool
    """Whether it is code that runs."""
    binds: frozenset[str]
    """Names that its statements bind, at the top."""
    defines: frozenset[str]
    """Of them, those that it does not import."""
    uses: frozenset[str]
    """Names of other cells that it refers to."""

    @classmethod
    def of(cls, cell: NotebookCell) -> CellNames:
        """The names of a cell."""
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

    def using(self, names: Iterable[str], cells: Iterable[str]) -> CellNames:
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
