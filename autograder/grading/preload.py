"""What a problem set's own cells import, read from its source: a warm process imports it once for all."""

from __future__ import annotations

import ast
from functools import lru_cache

from autograder.course.notebooks import SKIPPED, parse, read_cells, tags
from autograder.sandbox.processes import Preload

# NumPy loads these on first use, which each fork would pay for again.
_ALWAYS = ("numpy", "numpy.random", "numpy.linalg", "numpy.fft", "numpy.testing", "numpy.ma")


@lru_cache(maxsize=16)
def preload(source: bytes, further: tuple[str, ...] = ()) -> Preload:
    """Read from those cells of an instructor's notebook that run what its warm process must import."""
    modules, variables = {*_ALWAYS, *further}, dict[str, str]()
    for cell in read_cells(source):
        if cell["cell_type"] == "code" and SKIPPED not in tags(cell):
            _read_cell(cell["source"], modules, variables)
    return Preload(tuple(sorted(modules)), tuple(sorted(variables.items())))


def _read_cell(source: str, modules: set[str], variables: dict[str, str]) -> None:
    tree = parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
            if node.module == "unittest":
                # The only module of it that its package does not load.
                modules.update("unittest.mock" for alias in node.names if alias.name == "mock")
        elif isinstance(node, ast.Assign):
            variables.update(_environment_set(node))


def _environment_set(node: ast.Assign) -> dict[str, str]:
    """The variable that a statement ``os.environ["NAME"] = "value"`` sets."""
    target, value = node.targets[0], node.value
    if (
        isinstance(target, ast.Subscript)
        and ast.unparse(target.value) == "os.environ"
        and isinstance(target.slice, ast.Constant)
        and isinstance(value, ast.Constant)
        and isinstance(value.value, str)
    ):
        return {str(target.slice.value): value.value}
    return {}
