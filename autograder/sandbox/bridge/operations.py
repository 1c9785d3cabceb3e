"""Operations on objects of the student's, where a test is about the operators of a class."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

_BY_NAME: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(operator, name)
        for name in [
            "add",
            "sub",
            "mul",
            "truediv",
            "floordiv",
            "mod",
            "pow",
            "matmul",
            "lshift",
            "rshift",
            "xor",
            "neg",
            "pos",
            "abs",
            "invert",
            "index",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "contains",
            "getitem",
            "setitem",
            "delitem",
        ]
    },
    **{"and": operator.and_, "or": operator.or_, "divmod": divmod, "round": round},
    **{"trunc": math.trunc, "floor": math.floor, "ceil": math.ceil},
    **{"int": int, "float": float, "complex": complex, "bool": bool},
    **{"len": len, "iter": iter, "next": next, "hash": hash, "reversed": lambda value: list(reversed(value))},
}


def operate(name: str, *operands: object) -> object:
    """In the worker: do an operation."""
    return _BY_NAME[name](*operands)
