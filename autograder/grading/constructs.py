"""What in a test cell needs the student's own process: the construct, named, and its line.

A test in the judge sees values. What looks at the objects themselves (their source, their class, who calls
whom), at state that both share (a seed, the printed text, files), or at the notebook (its names, its history)
is found here, by its syntax, to tell the instructor why a cell runs beside the student's code. Nothing is
decided here: that is done by trying, in `autograder.grading.calibration`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from autograder.course.notebooks import parse

_CALLS = {
    r"inspect\.(getsource|getsourcelines|getfile|signature|getmembers|isfunction|\w+)": "inspect.{0}",
    r"(?:ast\.parse|dis\.\w+|textwrap\.dedent\(inspect)": "the student's code as text",
    r"(?:\w+\.)*(?:mock\.)?patch(?:\.\w+)?": "mock.patch",
    r"(?:\w+\.)*(?:Magic)?Mock": "mock.Mock",
    r"monkeypatch\.\w+": "monkeypatch",
    r"(?:random|np\.random|numpy\.random|tf\.random|torch|keras\.utils)\.(?:seed|set_seed|manual_seed|"
    r"set_random_seed)": "a seed of a global generator",
    r"seed": "a seed of a global generator",
    r"(?:contextlib\.)?redirect_std(?:out|err)": "redirect_stdout",
    r"(?:\w+\.)*capture_output": "capture_output",
    r"(?:plt|pyplot|matplotlib\.pyplot)\.(?:gcf|gca|get_fignums|close)": "matplotlib's current figure",
    r"(?:globals|locals)": "{name}()",
    r"(?:exec|eval)": "{name}()",
    r"get_ipython": "get_ipython()",
    r"open|os\.(?:path\.\w+|listdir|remove|stat)|(?:pathlib\.)?Path|"
    r"pd\.read_\w+|np\.(?:load|loadtxt)": "files",
    r"gc\.\w+|sys\.(?:getrefcount|getsizeof|modules\w*)|weakref\.\w+|id": "{name}",
    r"issubclass": "issubclass",
    r"(?:copy\.)?deepcopy|pickle\.\w+": "{name}",
    r"time\.(?:time|perf_counter)|timeit\.\w+": "{name}",
}
"""Regular expressions of called names, with what each is called."""
_INSIDES = ("__class__", "__code__", "__closure__", "__globals__", "__mro__", "__bases__")
_PLAIN = {name for name, value in vars(builtins).items() if isinstance(value, type)}
"""Types that the judge knows by value."""


@dataclass(frozen=True)
class Construct:
    """Something in a test that needs the student's own process."""

    name: str
    """What it is, such as "inspect.getsource"."""
    line: int
    """Number of its line in the cell, from 1."""


def constructs(source: str, students: Collection[str] = ()) -> list[Construct]:
    """The constructs of a test cell that may need the student's own process, by line.

    Args:
        source: text of the cell.
        students: names that the student's cells define.
    """
    found = [*_magics(source)]
    for node in ast.walk(parse(source)):
        found += [Construct(name, getattr(node, "lineno", 1)) for name in _of(node, students)]
    return sorted(set(found), key=lambda construct: (construct.line, construct.name))


def named(source: str, line: int, students: Collection[str] = ()) -> Construct:
    """The construct that most probably keeps a cell from running apart.

    Args:
        source: text of the cell.
        line: the line on which it failed in the judge, from 1; 0 if nobody knows.
        students: names that the student's cells define.
    """
    found = constructs(source, students)
    before = [construct for construct in found if not line or construct.line <= line]
    near = (before[-1:] or found)[:1]
    return near[0] if near else Construct("an object that stays with the student's code", max(1, line))


def line_of(source: str, number: int) -> str:
    """A line of a cell, without its indentation; empty if there is none of that number."""
    lines = source.split("\n")
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def _magics(source: str) -> Iterator[Construct]:
    for number, line in enumerate(source.split("\n"), 1):
        if re.match(r"\s*[%!]", line):
            yield Construct("a magic or a shell command", number)


def _of(node: ast.AST, students: Collection[str]) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Attribute) and node.attr in _INSIDES:
        yield node.attr
    elif isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Store | ast.Del) and node.id in students:
            yield f"`{node.id}` bound again"
        elif node.id in ("In", "Out", "_ih", "_oh", "_", "__", "_i"):
            yield f"the history (`{node.id}`)"
    elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in students:
        yield f"`{node.name}` bound again"
    elif isinstance(node, ast.ClassDef) and any(ast.unparse(base) in students for base in node.bases):
        yield "a class derived from the student's"


def _called(node: ast.Call) -> Iterator[str]:
    name = ast.unparse(node.func)
    if name in ("isinstance", "issubclass") and len(node.args) == 2:
        kinds = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
        if any(ast.unparse(kind) not in _PLAIN for kind in kinds):
            yield f"{name} of {ast.unparse(node.args[1])}"
        return
    if name in ("dir", "vars") and not node.args:
        yield f"{name}()"
        return
    for pattern, called in _CALLS.items():
        match = re.fullmatch(pattern, name)
        if match:
            yield called.format(*match.groups(), name=name)
            return


def _compared(node: ast.Compare) -> Iterator[str]:
    sides = [node.left, *node.comparators]
    identity = any(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops)
    if identity and not any(isinstance(side, ast.Constant) for side in sides):
        yield "`is`"
    if any(isinstance(side, ast.Call) and ast.unparse(side.func) == "type" for side in sides):
        yield "type(…)"
