"""The rooms of the site's extension: who may import whom, and that each docstring lists what is there."""

import ast
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parents[2] / "_ext" / "bookext"
sys.path.insert(0, str(EXTENSION.parent))

import bookext  # noqa: E402

RULE = re.search(r"``(\w+(?: → \w+)+)``", bookext.__doc__)[1]
ROOMS = RULE.split(" → ")
MODULES = sorted(path for path in EXTENSION.rglob("*.py") if path.name != "__init__.py")


def dotted(path):
    return ".".join(path.relative_to(EXTENSION.parent).with_suffix("").parts)


def imported(path):
    """The modules of the extension that one of them imports."""
    known = {dotted(module) for module in MODULES}
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: expected absolute imports"
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names & known


def listed(text):
    """The names in the first column of a docstring's table."""
    return re.findall(r"^``(\w+)``  +\S", text, re.M)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_imports_from_its_room_and_those_to_the_left(path):
    room = ROOMS.index(path.parent.name)
    upward = {name for name in imported(path) if ROOMS.index(name.split(".")[1]) > room}
    assert upward == set(), f"the rule is {RULE}"


def test_no_modules_import_each_other():
    list(TopologicalSorter({dotted(path): imported(path) for path in MODULES}).static_order())


def test_the_packages_docstring_lists_the_rooms_in_their_order():
    rooms = {path.name for path in EXTENSION.iterdir() if (path / "__init__.py").exists()}
    assert listed(bookext.__doc__) == ROOMS
    assert set(ROOMS) == rooms


@pytest.mark.parametrize("room", ROOMS)
def test_a_rooms_docstring_lists_its_modules(room):
    docstring = ast.get_docstring(ast.parse((EXTENSION / room / "__init__.py").read_text("utf-8")))
    modules = sorted(path.stem for path in MODULES if path.parent.name == room)
    assert sorted(listed(docstring)) == modules


def test_every_module_that_is_an_extension_is_set_up():
    with_setup = {
        f"{path.parent.name}.{path.stem}"
        for path in MODULES
        if any(isinstance(n, ast.FunctionDef) and n.name == "setup" for n in ast.parse(path.read_text()).body)
    }
    assert set(bookext.PARTS) == with_setup


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_what_other_packages_keep_to_themselves_is_used_in_one_room_alone(path):
    if path.parent.name == "foreign":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            owner = node.value
            assert isinstance(owner, ast.Name), f"line {node.lineno}: {ast.unparse(node)}"
            assert owner.id in {"self", "os"}, f"line {node.lineno}: {ast.unparse(node)}"
