"""Which of the instructor's code runs in the judge, and what names have to do with each other across cells.

All of it is read from the source, never from a submission. Of the instructor's set-up cells (locked, without
points) the judge runs what tests use and what does not touch the student's objects: helpers such as a
relative error, constants, data. The rest stays in the worker, with names of its own (`sandbox.given_names`):
drivers that call the student's code, classes, what a library such as Keras needs in one process, and objects
that the student's code changes. A test that uses one of those is not called tamper-proof.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from autograder.course.markers import Delimiters, Marker
from autograder.course.notebooks import SKIPPED, NotebookCell, parse, tags
from autograder.grading.name_uses import (
    NameUses,
    arguments_of_calls,
    changes_parameters,
    may_patch,
    names_of,
)
from autograder.sandbox.protocol import TestNames

_BY_VALUE = {"numpy", "scipy", "pandas", "sympy", "matplotlib", *sys.stdlib_module_names}
"""Modules whose functions can work on what comes from the worker."""
_ARRAY_WORDS = frozenset(
    [
        "shape",
        "dtype",
        "kind",
        "itemsize",
        "ndim",
        "size",
        "T",
        "flat",
        "real",
        "imag",
        "mean",
        "sum",
        "std",
        "var",
        "min",
        "max",
        "round",
        "reshape",
        "astype",
        "copy",
        "ravel",
        "flatten",
        "transpose",
        "dot",
        "tolist",
        "all",
        "any",
        "clip",
        "argmax",
        "argmin",
        "item",
        "cumsum",
        "cumprod",
        "prod",
        "keys",
        "values",
        "items",
        "get",
        "index",
        "count",
        "split",
        "join",
        "strip",
        "lower",
        "upper",
        "format",
        "startswith",
        "endswith",
        "replace",
        "iloc",
        "loc",
        "columns",
        "iat",
        "at",
        "squeeze",
    ]
)
"""Attributes of arrays, texts, containers and frames, which cross by value."""
_OTHER_MAGIC = re.compile(r"\s*%%(?!time\b|timeit\b|capture\b|prun\b)")
"""The start of a cell that is not run as Python, or not here."""
_WRITES = re.compile(r"\s*%%(?:writefile|file)\s+(\w+\.py)\s*\n")
"""The start of a cell that writes a module beside the notebook."""
_WRITTEN = """\
__import__("pathlib").Path(__import__("sys").path[0], {name!r}).write_text({text!r})
__import__("importlib").invalidate_caches()
"""
_SEEDING = frozenset({"seed", "default_rng", "RandomState", "Generator", "SeedSequence", "Random"})
_DRAWING = frozenset({"random", "secrets"})
_STUDENTS = ("answer", "free")
"""Roles of cells in which students write: answers, and cells without marks."""
_HISTORY = frozenset({"In", "_ih", "_i", "_ii", "_iii", "get_ipython"})
_CLASS_MAKERS = frozenset(
    ["namedtuple", "NamedTuple", "Enum", "IntEnum", "Flag", "make_dataclass", "new_class", "NewType"]
)
_SOURCE_WORDS = ("getsource", "getcomments", "__code__")


@dataclass(frozen=True)
class Share:
    """What of a cell's code and names is the instructor's, and where it runs."""

    for_judge: str = ""
    """Statements of a set-up cell that the judge runs too."""
    given: tuple[str, ...] | None = None
    """Names of a set-up cell that stay as it binds them, none for a test; None for a student's cell."""
    sets_globals: bool = False
    """Whether functions of a set-up cell set global names."""
    names: TestNames = field(default_factory=TestNames)
    """Of a test, what its names have to do with other cells."""
    hands: str = ""
    """Imports and functions of a test that later cells in the worker use."""
    handed: tuple[str, ...] = ()
    """The names that these bind."""
    reads_history: bool = False
    """Whether a test looks at the text of the cells before."""
    uses_workers_copy: tuple[str, ...] = ()
    """Names of the instructor's that a test takes from the student's process."""


@dataclass
class _Cell:
    role: str
    """"given" (locked, without points), "answer", "free" (without marks) or "test"."""
    tree: ast.Module
    names: NameUses
    label: str
    source: str
    visible: NameUses
    """Of a test, the names of what students see."""


def shares(cells: Sequence[NotebookCell], delimiters: Delimiters, in_judge: str) -> dict[str, Share]:
    """The share of each marked cell of a source, by its grade_id.

    Args:
        cells: all cells of the source.
        delimiters: those of the course.
        in_judge: tag of a set-up cell that the judge runs whole.
    """
    read = [_read(cell, delimiters) for cell in cells if _counts(cell)]
    whole = {Marker.of(cell).grade_id for cell in cells if in_judge in tags(cell)}
    return _Sharing(read, whole).shares()


def _counts(cell: NotebookCell) -> bool:
    return cell["cell_type"] == "code" and SKIPPED not in tags(cell)


def _read(cell: NotebookCell, delimiters: Delimiters) -> _Cell:
    marker = Marker.of(cell)
    tree = ast.Module([], []) if _OTHER_MAGIC.match(cell["source"]) else parse(cell["source"])
    role = _role(marker)
    names = visible = names_of(tree, cell["source"])
    shown = delimiters.hidden_tests.without(cell["source"])
    if role == "test" and shown != cell["source"]:
        visible = names_of(parse(shown), shown)
    return _Cell(role, tree, names, marker.grade_id, cell["source"], visible)


def _role(marker: Marker) -> str:
    if marker.is_test:
        return "test"
    if marker.solution:
        return "answer"
    return "given" if marker.is_marked and marker.locked and not marker.grade else "free"


class _Sharing:
    """Decides for all cells of a source."""

    def __init__(self, cells: list[_Cell], whole: set[str]) -> None:
        self._cells, self._whole = cells, whole
        self._names: dict[int, NameUses] = {}
        self._given = [cell for cell in cells if cell.role == "given" and cell.label not in whole]
        answers = [cell for cell in cells if cell.role in _STUDENTS]
        self._students = {name for cell in answers for name in cell.names.binds}
        self._first = {n for cell in cells if cell.role in ("given", "free") for n in cell.names.imports}
        self._imported = _modules(cell.tree for cell in cells)
        self._globals = {name for cell in cells for name in cell.names.declared_global}
        self._definitions = self._defined()
        self._changed = self._changed_by_answers(answers)
        self._classes = {
            n.name for c in cells if c.role != "test" for n in c.tree.body if isinstance(n, ast.ClassDef)
        }
        self._in_worker = self._workers()

    def shares(self) -> dict[str, Share]:
        """The share of each marked cell."""
        needed = self._needed_by_tests()
        found: dict[str, Share] = {}
        for position, cell in enumerate(self._cells):
            if cell.role == "given" and cell.label:
                found[cell.label] = Share(
                    for_judge=self._for_judge(cell, needed),
                    given=self._kept(position),
                    sets_globals=bool(cell.names.declared_global),
                )
            elif cell.role == "test" and cell.label:
                found[cell.label] = self._of_test(position)
        return found

    def _defined(self) -> dict[str, list[ast.stmt]]:
        """The statements of set-up cells that bind each name, but for imports."""
        found: dict[str, list[ast.stmt]] = {}
        for cell in self._given:
            for statement in cell.tree.body:
                names = self._of(statement)
                for name in (names.binds | names.changes) - self._imported.keys():
                    found.setdefault(name, []).append(statement)
        return {name: statements for name, statements in found.items() if name not in self._students}

    def _changed_by_answers(self, answers: list[_Cell]) -> set[str]:
        """Names whose objects the source's own solution may change in place, also by what it calls."""
        functions = {
            node.name: node
            for cell in (*answers, *self._given)
            for node in ast.walk(cell.tree)
            if isinstance(node, ast.FunctionDef)
        }
        changing = {name for name, node in functions.items() if changes_parameters(node)}
        changed, waiting, seen = set[str](), [cell.tree for cell in answers], set[str]()
        while waiting:
            tree = waiting.pop()
            names = names_of(tree)
            changed |= names.changes | arguments_of_calls(tree, changing)
            for name in (names.reads & set(self._definitions)) - seen:
                seen.add(name)
                waiting += [
                    ast.Module([s], []) for s in self._definitions[name] if isinstance(s, ast.FunctionDef)
                ]
        return changed

    def _workers(self) -> set[str]:
        """Names of set-up cells that stay in the worker alone."""
        workers = {
            name for name, statements in self._definitions.items() if self._must_stay(name, statements)
        }
        while True:
            further = {
                name
                for name, statements in self._definitions.items()
                if name not in workers and any(self._reads(s) & workers for s in statements)
            }
            if not further:
                return workers
            workers |= further

    def _must_stay(self, name: str, statements: list[ast.stmt]) -> bool:
        if name in self._changed or name in self._globals:
            return True
        return any(self._touches_the_student(statement) for statement in statements)

    def _touches_the_student(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.ClassDef | ast.AsyncFunctionDef) or _makes_a_class(statement):
            return True
        reads = self._reads(statement)
        if reads & self._students or self._draws_by_lot(statement):
            return True
        heavy = any(self._imported.get(name, "numpy") not in _BY_VALUE for name in reads)
        heavy = heavy or any(module not in _BY_VALUE for module in _inner_imports(statement))
        if isinstance(statement, ast.FunctionDef):
            return heavy or (bool(self._classes) and self._looks_into_objects(statement))
        return heavy

    def _looks_into_objects(self, function: ast.FunctionDef) -> bool:
        """Whether a function uses attributes that are not those of plain data or of a module."""
        attributes = [node for node in ast.walk(function) if isinstance(node, ast.Attribute)]
        return any(n.attr not in _ARRAY_WORDS and not _root_in(n, self._imported) for n in attributes)

    def _of(self, statement: ast.stmt) -> NameUses:
        """The names of one statement."""
        if id(statement) not in self._names:
            self._names[id(statement)] = names_of(ast.Module([statement], []))
        return self._names[id(statement)]

    def _reads(self, statement: ast.stmt) -> frozenset[str]:
        return self._of(statement).reads

    def _draws_by_lot(self, statement: ast.stmt) -> bool:
        """Whether it draws from a generator that no seed makes the same in both processes."""
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and node.attr not in _SEEDING:
                if isinstance(node.value, ast.Attribute) and node.value.attr in _DRAWING:
                    return True
                if isinstance(node.value, ast.Name) and self._imported.get(node.value.id) in _DRAWING:
                    return True
            if isinstance(node, ast.Call) and not node.args and not node.keywords:
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in _SEEDING - {"seed"}:
                    return True
            if isinstance(node, ast.Name) and self._imported.get(node.id) in (
                "time",
                "uuid",
                "datetime",
                "secrets",
            ):
                return True
        return False

    def _needed_by_tests(self) -> set[str]:
        """Names of set-up cells that tests use, and that those use."""
        waiting = [name for cell in self._cells if cell.role == "test" for name in cell.names.reads]
        needed: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in self._definitions and name not in needed:
                needed.add(name)
                waiting += [read for s in self._definitions[name] for read in self._reads(s)]
        return needed

    def _for_judge(self, cell: _Cell, needed: set[str]) -> str:
        if cell.label in self._whole:
            return ""  # it runs first of all
        if module := _WRITES.match(cell.source):
            return _WRITTEN.format(name=module[1], text=cell.source[module.end() :])
        own = needed - self._in_worker
        kept = []
        for statement in cell.tree.body:
            names = self._of(statement)
            if (names.binds | names.changes) & own and not names.reads & self._in_worker:
                kept.append(statement)
        return _only(cell.source, kept)

    def _kept(self, position: int) -> tuple[str, ...]:
        """Names that a set-up cell binds and no later cell of the student's does."""
        cell = self._cells[position]
        later = {n for c in self._cells[position + 1 :] if c.role in _STUDENTS for n in c.names.binds}
        bound = (cell.names.binds | cell.names.imports) - later - self._globals
        return tuple(sorted(bound))

    def _of_test(self, position: int) -> Share:
        cell, before, after = self._cells[position], self._cells[:position], self._cells[position + 1 :]
        worker = [c for c in self._cells if c.role != "test"]
        shared = {n for c in worker for n in c.names.in_functions} & cell.names.binds
        if "__main__" in cell.source:
            shared |= {n for c in worker for n in c.names.in_functions} & (
                self._students | set(self._definitions)
            )
        values, hands, defined = self._handed(cell, before, after)
        return Share(
            given=(),  # where it runs in the worker, it sees the instructor's names first
            sets_globals=bool(cell.names.declared_global),
            names=TestNames(
                forget=tuple(sorted(self._bound_in_worker(before))),
                shared=tuple(sorted(shared)),
                handed=tuple(sorted(values)),
                classes=tuple(sorted(self._classes)),
                patches=any(
                    may_patch(c.tree, c.source) for c in (*before, cell) if c.role in ("test", "given")
                ),
            ),
            hands=hands,
            handed=tuple(sorted(defined)),
            reads_history=_reads_history(cell),
            uses_workers_copy=tuple(sorted(self._from_worker(cell, before))),
        )

    def _bound_in_worker(self, before: list[_Cell]) -> set[str]:
        """Names that a cell in the worker has bound last, of those above a test."""
        found: set[str] = set()
        for cell in before:
            if cell.role == "test":
                found -= cell.names.binds | cell.names.imports
            elif cell.role in _STUDENTS:
                found |= cell.names.binds
            else:
                found = (found - cell.names.binds) | (cell.names.binds & self._in_worker)
        return found - self._first  # imports of the instructor's are made in the judge

    def _from_worker(self, cell: _Cell, before: list[_Cell]) -> set[str]:
        """Names of the instructor's that a test, and what it uses of tests above, takes from the worker."""
        seen, waiting, found = {id(cell)}, [cell], set[str]()
        while waiting:
            names = waiting.pop().names
            reads = names.reads - names.binds
            found |= reads & self._in_worker
            above = [c for c in before if c.role == "test" and c.names.binds & reads and id(c) not in seen]
            seen |= {id(c) for c in above}
            waiting += above
        return found

    def _handed(self, cell: _Cell, before: list[_Cell], after: list[_Cell]) -> tuple[set[str], str, set[str]]:
        """Names of a test that cells in the worker read, before another cell binds them: those of values, and
        the statements that import and define the others. Of what students do not see, nothing."""
        there = {n for other in before if other.role != "test" for n in other.names.imports}
        wanted, open_names = set[str](), set(cell.visible.binds | cell.visible.imports) - there
        for other in after:
            if other.role != "test":
                wanted |= other.names.reads & open_names
            open_names -= other.names.binds | other.names.imports
        statements = [s for s in cell.tree.body if _defines(s) & wanted]
        defined = {name for s in statements for name in _defines(s)}
        return wanted - defined, "\n".join(ast.unparse(s) for s in statements), defined


def _makes_a_class(statement: ast.stmt) -> bool:
    """Whether a statement makes a class by a call, such as that of a named tuple."""
    calls = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
    called = {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls}
    return bool(called & _CLASS_MAKERS)


def _reads_history(cell: _Cell) -> bool:
    """Whether a test looks at the text of cells above."""
    return bool(cell.names.reads & _HISTORY) or any(word in cell.source for word in _SOURCE_WORDS)


def _defines(statement: ast.stmt) -> set[str]:
    """Names that an import or a definition binds."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return set(names_of(ast.Module([statement], [])).imports)
    return set()


def _modules(trees: Iterable[ast.AST]) -> dict[str, str]:
    """For each name that an import binds, the module at the top of it."""
    found: dict[str, str] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {(a.asname or a.name.split(".")[0]): a.name.split(".")[0] for a in node.names}
            elif isinstance(node, ast.ImportFrom):
                found |= {(a.asname or a.name): (node.module or "").split(".")[0] for a in node.names}
    return found


def _inner_imports(statement: ast.stmt) -> set[str]:
    """Modules at the top of what is imported within a statement."""
    return set(_modules([statement]).values())


def _root_in(node: ast.Attribute, names: Container[str]) -> bool:
    root: ast.expr = node
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and root.id in names


def _only(source: str, kept: list[ast.stmt]) -> str:
    """The text of a cell with some of its statements, each in its own lines."""
    lines = source.split("\n")
    wanted = {line for statement in kept for line in _lines_of(statement)}
    return "\n".join(line if number in wanted else "" for number, line in enumerate(lines, 1)).rstrip()


def _lines_of(statement: ast.stmt) -> range:
    decorators = getattr(statement, "decorator_list", [])
    start = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
    return range(start, (statement.end_lineno or start) + 1)
