"""Who may import whom: the rules of the architecture, read from the sources."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NUMERICS = {
    "arrays",
    "schedules",
    "optimizers",
    "activations",
    "initializers",
    "backprop",
    "normalization",
    "clipping",
    "calibration",
    "regularization",
    "claims",
    "freezing",
    "expect",
}
# The grader's rooms: each imports from those to its left, and `sandbox` from none.
RULE = "course → sandbox → grading → report → audit"
ROOMS = RULE.split(" → ")


def imported(path: Path) -> set[str]:
    """Absolute dotted names that the file imports anywhere, function bodies included."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def stage(path: Path, package: str) -> str:
    """The module, or the sub-package, directly below `package` to which the file belongs."""
    return path.relative_to(ROOT / package).with_suffix("").parts[0]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def own(modules: set[str], package: str) -> set[str]:
    """First part below `package` of each imported name that lies in `package`."""
    return {m.split(".")[1] for m in modules if m.startswith(package + ".")}


def outside(modules: set[str]) -> set[str]:
    return {m.split(".")[0] for m in modules} - set(sys.stdlib_module_names) - {"__future__"}


@pytest.mark.parametrize("module", sorted(NUMERICS))
def test_numerics_import_numpy_scipy_and_each_other_only(module):
    modules = imported(ROOT / "traindnn" / f"{module}.py")
    assert outside(modules) <= {"numpy", "scipy", "traindnn"}
    assert own(modules, "traindnn") <= NUMERICS


@pytest.mark.parametrize("path", sources("traindnn"), ids=name)
def test_traindnn_does_not_import_upward(path):
    part, modules = stage(path, "traindnn"), imported(path)
    allowed = {
        "data": {"data"},
        "lab": NUMERICS | {"data", "lab"},
        "explorers": NUMERICS | {"interactive", "palette"},
        "interactive": NUMERICS | {"palette"},
        "plots": NUMERICS | {"palette"},
        "palette": set(),
        "__init__": set(),
    }.get(part, NUMERICS)
    assert own(modules, "traindnn") <= allowed | {part}
    assert "autograder" not in outside(modules)


@pytest.mark.parametrize("path", sources("traindnn"), ids=name)
def test_keras_is_imported_by_the_lab_and_to_download_data_only(path):
    part = stage(path, "traindnn")
    if "keras" in outside(imported(path)):
        assert part in {"lab", "data"}
    if part == "data":
        top = ast.parse(path.read_text(encoding="utf-8")).body
        at_import = ast.Module([node for node in top if isinstance(node, ast.Import | ast.ImportFrom)], [])
        assert not re.search(r"^(import|from) (keras|tensorflow)\b", ast.unparse(at_import), re.M)


@pytest.mark.parametrize("path", sources("autograder"), ids=name)
def test_a_room_of_the_grader_imports_from_rooms_to_its_left(path):
    room, modules = stage(path, "autograder"), imported(path)
    assert not outside(modules) & {"traindnn", "book", "keras", "tensorflow"}
    allowed = {
        "records": set(),
        "cli": {"records", "console", "desk", *ROOMS},
        "__main__": {"cli"},
        "__init__": set(),
    }
    allowed |= {"console": {"records", *ROOMS}, "desk": {"records", "console", *ROOMS}}
    if room in ROOMS:
        allowed[room] = {"records", *ROOMS[: ROOMS.index(room)], room}
        # The jail mounts this room alone.
        allowed["sandbox"] = {"sandbox"}
    assert own(modules, "autograder") <= allowed[room]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "autograder/__init__.py"])
def test_every_page_quotes_the_one_rule_of_the_grader(page):
    assert RULE in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lists_its_modules(room):
    folder = ROOT / "autograder" / room
    listed = re.findall(r"^``(\w+)``  ", (folder / "__init__.py").read_text(encoding="utf-8"), re.M)
    known = {
        path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert sorted(listed) == sorted(known - {"__init__", "__pycache__"})


def test_nothing_of_the_grader_lies_outside_its_rooms():
    found = {path.name for path in (ROOT / "autograder").iterdir() if path.name != "__pycache__"}
    assert found == {*ROOMS, "__init__.py", "__main__.py", "cli.py", "console.py", "desk.py", "records.py"}


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").rglob("*.py")), ids=name)
def test_answers_need_nothing_of_ours(path):
    assert outside(imported(path)) <= {"numpy", "keras", "math", "tensorflow", "matplotlib"}
