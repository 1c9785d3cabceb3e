"""The small changes that one node of a syntax tree allows: a slip of the finger, a wrong sign, a lost line.

`variants` gives them for a node, each with its kind. It looks at the node alone; which nodes of a cell may be
changed, and what the changed cells are, says `autograder.audit.mutants`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

NUDGE = 1.01
"""Factor by which a float is changed."""

_OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_SWAPPED = (ast.Sub, ast.Div, ast.MatMult, ast.Pow)
# The boundary first, then the negation.
_COMPARISONS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_KEPT: tuple[type[ast.stmt], ...] = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom),
    *(ast.Pass, ast.Global, ast.Nonlocal),
)


@dataclass(frozen=True)
class Surroundings:
    """What a change of a node must know about the place where it stands."""

    parent: ast.AST
    """Node that holds it."""
    argument: str = ""
    """First argument of the function around it, `self` left out; empty if it has none."""
    modules: frozenset[str] = frozenset()
    """Names that stand for modules."""


def variants(node: ast.AST, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    """All changes of one node, in a fixed order.

    Args:
        node: a statement or an expression; it is left as it is.
        around: where it stands.

    Yields:
        The kind of the change and the node that takes the place of this one.
    """
    maker = _MAKERS.get(type(node))
    if maker is not None:
        yield from maker(node, around)
    if isinstance(node, ast.expr) and _is_condition(node, around.parent):
        yield from _conditions(node, around)
    if isinstance(node, ast.stmt) and _may_go(node, around.parent):
        yield "statement deleted", ast.Pass()


def _arithmetic(node: ast.BinOp, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    if type(node.op) in _OPERATORS:
        yield "arithmetic operator", ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
    if isinstance(node.op, _SWAPPED):
        yield "operands swapped", ast.BinOp(node.right, node.op, node.left)
    yield "operand lost", node.left
    yield "operand lost", node.right


def _assignment(node: ast.AugAssign, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    if type(node.op) in _OPERATORS:
        yield "arithmetic operator", ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value)
    yield "arithmetic operator", ast.Assign([node.target], node.value, lineno=node.lineno)


def _comparison(node: ast.Compare, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    for index, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
            yield "comparison", ast.Compare(node.left, ops, node.comparators)


def _boolean(node: ast.BoolOp, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    yield "boolean operator", ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
    for index in range(len(node.values)):
        left = node.values[:index] + node.values[index + 1 :]
        yield "operand lost", left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _unary(node: ast.UnaryOp, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    yield "sign", node.operand


def _constant(node: ast.Constant, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int):
        yield from (
            ("constant", ast.Constant(other)) for other in {0: [1], 1: [0, 2]}.get(value, [value + 1])
        )
    elif isinstance(value, float):
        yield "constant", ast.Constant(value * NUDGE if value else 1.0)
    elif isinstance(value, str) and value:
        yield "constant", ast.Constant(value + "_")


def _call(node: ast.Call, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    plain = [argument for argument in node.args if not isinstance(argument, ast.Starred)]
    if len(plain) == len(node.args) >= 2:
        first, second, *rest = node.args
        yield "arguments swapped", ast.Call(node.func, [second, first, *rest], node.keywords)
        yield "argument lost", ast.Call(node.func, node.args[:-1], node.keywords)
    for index, keyword in enumerate(node.keywords):
        if keyword.arg:
            others = node.keywords[:index] + node.keywords[index + 1 :]
            yield "keyword lost", ast.Call(node.func, node.args, others)
    if isinstance(around.parent, ast.Expr):
        return  # called for what it does, not for what it returns
    if plain:
        yield "call lost", plain[0]
    if isinstance(node.func, ast.Attribute) and _root(node.func) not in around.modules | {"self", "super"}:
        yield "call lost", node.func.value


def _attribute(node: ast.Attribute, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    if node.attr == "T" and isinstance(node.ctx, ast.Load):
        yield "transposition lost", node.value


def _return(node: ast.Return, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    yield "returns None", ast.Return(ast.Constant(None))
    if around.argument:
        yield "returns its argument", ast.Return(ast.Name(around.argument, ast.Load()))
    if isinstance(node.value, ast.Tuple) and len(node.value.elts) >= 2:
        first, second, *rest = node.value.elts
        yield "results swapped", ast.Return(ast.Tuple([second, first, *rest], ast.Load()))


def _jump(node: ast.Break | ast.Continue, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    yield "jump", ast.Continue() if isinstance(node, ast.Break) else ast.Break()


def _conditions(node: ast.expr, around: Surroundings) -> Iterator[tuple[str, ast.AST]]:
    """A condition negated, which swaps the branches, and one that always or never holds."""
    if not isinstance(node, ast.Compare):
        negated = node.operand if isinstance(node, ast.UnaryOp) else ast.UnaryOp(ast.Not(), node)
        yield "branches swapped", negated
    if isinstance(around.parent, ast.While):
        return
    yield "condition", ast.Constant(True)
    if not isinstance(around.parent, ast.If) or around.parent.orelse:
        yield "condition", ast.Constant(False)


def _is_condition(node: ast.expr, parent: ast.AST) -> bool:
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    return isinstance(parent, ast.If | ast.IfExp | ast.While) and node is parent.test


def _may_go(node: ast.stmt, parent: ast.AST) -> bool:
    # A function that loses its last return returns None; that is a change of its own.
    last = isinstance(node, ast.Return) and isinstance(parent, ast.FunctionDef)
    text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return not (last or text or isinstance(node, _KEPT))


def _root(node: ast.AST) -> str:
    """Name at the left end of a dotted or called expression; empty if there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


_MAKERS: dict[type, Callable[[Any, Surroundings], Iterator[tuple[str, ast.AST]]]] = {
    ast.BinOp: _arithmetic,
    ast.AugAssign: _assignment,
    ast.Compare: _comparison,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Return: _return,
    ast.Break: _jump,
    ast.Continue: _jump,
}
