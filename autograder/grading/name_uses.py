"""Which names a cell binds, reads and changes, read from its text."""

from __future__ import annotations

import ast
import contextlib
import re
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_CHANGES = frozenset(
    [
        "append",
        "extend",
        "insert",
        "remove",
        "pop",
        "popitem",
        "clear",
        "sort",
        "reverse",
        "update",
        "setdefault",
        "add",
        "discard",
        "fill",
        "resize",
        "put",
        "partition",
        "itemset",
        "shuffle",
        "push",
        "appendleft",
        "popleft",
        "extendleft",
        "rotate",
        "write",
        "seek",
        "read",
        "readline",
        "normal",
        "uniform",
        "integers",
        "random",
        "choice",
        "permutation",
        "standard_normal",
        "set_weights",
        "fit",
        "compile",
    ]
)
"""Methods that change the object whose they are."""
_CHANGE_FIRST = frozenset(
    ["shuffle", "heappush", "heappop", "heapify", "fill_diagonal", "copyto", "put", "place", "putmask"]
)
"""Functions that change their first argument."""

_PATCHES = re.compile(r"patch|setattr|delattr")
_READS_ENVIRONMENT = frozenset({"get", "keys", "values", "items", "copy"})
"""What of ``os.environ`` leaves it as it is."""


@dataclass(frozen=True)
class NameUses:
    """The names of some statements."""

    binds: frozenset[str]
    """Bound, but for those of imports; deleted ones too."""
    imports: frozenset[str]
    """Bound by an import."""
    reads: frozenset[str]
    """Of the notebook, read anywhere in it."""
    in_functions: frozenset[str]
    """Of the notebook, read in a function, and so when that is called."""
    declared_global: frozenset[str]
    """Bound in a function that declares them global."""
    changes: frozenset[str]
    """Whose objects it may change in place."""


def names_of(tree: ast.Module, source: str = "") -> NameUses:
    """The names of a cell or of some statements.

    Args:
        tree: their syntax tree.
        source: their text, where that is at hand; magics may stand in it.
    """
    table = _table(tree, source)
    top = table.get_symbols()
    within = [symbol for child in table.get_children() for symbol in _outside(child)]
    declared = {s.get_name() for s in within if s.is_assigned() or s.is_imported()}
    imports = {s.get_name() for s in top if s.is_imported()}
    deleted = {n.id for n in _walk(tree, ast.Name) if isinstance(n.ctx, ast.Del)}
    bound = {s.get_name() for s in top if s.is_assigned()}
    read = {s.get_name() for s in within if s.is_referenced()}
    return NameUses(
        binds=frozenset((bound | declared | deleted) - imports),
        imports=frozenset(imports),
        reads=frozenset(read | {s.get_name() for s in top if s.is_referenced()}),
        in_functions=frozenset(read),
        declared_global=frozenset(declared),
        changes=frozenset(_changed(tree)),
    )


def _table(tree: ast.Module, source: str) -> symtable.SymbolTable:
    if source:
        with contextlib.suppress(SyntaxError, ValueError):  # there are magics in it
            return symtable.symtable(source, "cell", "exec")
    return symtable.symtable(ast.unparse(tree), "cell", "exec")


def _outside(table: symtable.SymbolTable) -> Iterator[symtable.Symbol]:
    """Symbols of a function or class, and of those within, that are names of the notebook."""
    yield from (symbol for symbol in table.get_symbols() if symbol.is_global())
    for child in table.get_children():
        yield from _outside(child)


def may_patch(tree: ast.AST, source: str) -> bool:
    """Whether a cell may put something in the place of a module's attribute."""
    if _PATCHES.search(source) or ("environ" in source and _may_change_environment(tree)):
        return True
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return any(isinstance(node.ctx, ast.Store | ast.Del) for node in attributes)


def _may_change_environment(tree: ast.AST) -> bool:
    """Whether a cell that mentions ``environ`` may do more than read it; yes where it is no plain Python."""
    nodes = list(ast.walk(tree))
    uses = [node for node in nodes if _is_environment(node)]
    read = [node for node in nodes if _reads_environment(node)]
    return len(uses) != len(read) or not uses


def _is_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and "environ" in node.value
    return "environ" in (getattr(node, "attr", ""), getattr(node, "id", ""))


def _reads_environment(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute | ast.Subscript) or not _is_environment(node.value):
        return False
    reads = isinstance(node, ast.Subscript) or node.attr in _READS_ENVIRONMENT
    return reads and isinstance(node.ctx, ast.Load)


def _changed(tree: ast.AST) -> Iterator[str]:
    """Names whose objects may be changed in place, by an assignment to a part, a method or a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            yield from _root(node)
        elif isinstance(node, ast.AugAssign):
            yield from _root(node.target)
        elif isinstance(node, ast.Call):
            yield from _changed_by(node)


def _changed_by(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        if keyword.arg == "out":
            yield from _root(keyword.value)
    if isinstance(call.func, ast.Attribute):
        in_place = any(k.arg == "inplace" for k in call.keywords)
        if call.func.attr in _CHANGES or in_place:
            yield from _root(call.func.value)
        if call.func.attr in _CHANGE_FIRST and call.args:
            yield from _root(call.args[0])


def changes_parameters(function: ast.FunctionDef) -> bool:
    """Whether a function may change an argument in place."""
    given = function.args
    parameters = {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    return not parameters.isdisjoint(_changed(function))


def _root(node: ast.expr) -> Iterator[str]:
    """The name at the root of an expression such as ``x.a[0]``."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _walk(tree: ast.AST, kind: type[ast.Name]) -> Iterator[ast.Name]:
    return (node for node in ast.walk(tree) if isinstance(node, kind))


def arguments_of_calls(tree: ast.AST, functions: Iterable[str]) -> set[str]:
    """Names that are handed as they are to a call of one of some functions."""
    called = set(functions)
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    inside = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id in called]
    handed = [a for c in inside for a in (*c.args, *(k.value for k in c.keywords))]
    return {a.id for a in handed if isinstance(a, ast.Name)}
