"""The checksum of code: it covers what a module reaches in the package, and nothing else."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from traindnn.lab import code_digest, pretrained

PACKAGE = Path(code_digest.__file__).parents[1]
TRAINING = "traindnn.lab.training"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package of the same name: `a` imports `b` in a function, `b` imports from a folder."""
    sources = {
        "__init__.py": "",
        "a.py": "import numpy\ndef f():\n    from traindnn import b\n",
        "b.py": "from .below.part import VALUE\n",
        "c.py": "import traindnn.a\n",
        "below/__init__.py": "import traindnn.below.ready",
        "below/part.py": "VALUE = 1\n",
        "below/ready.py": "from . import part\n",
    }
    for name, source in sources.items():
        (tmp_path / "traindnn" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "traindnn" / name).write_text(source)
    monkeypatch.setattr(code_digest, "ROOT", tmp_path)
    return tmp_path / "traindnn"


REACHED = {"", ".a", ".b", ".below", ".below.part", ".below.ready"}


def test_imports_are_followed_into_functions_folders_and_relative_names(package):
    assert set(code_digest.reached("traindnn.a")) == {f"traindnn{name}" for name in REACHED}
    assert set(code_digest.reached("traindnn.below.part")) == {
        f"traindnn{name}" for name in REACHED if name in {"", ".below", ".below.part", ".below.ready"}
    }


@pytest.mark.parametrize("name", ["__init__", "a", "b", "below/__init__", "below/part", "below/ready"])
def test_a_change_in_what_is_reached_changes_the_checksum(name, package):
    before = code_digest.digest("traindnn.a")
    file = package / f"{name}.py"
    file.write_text(file.read_text() + "\n# changed\n")
    assert code_digest.digest("traindnn.a") != before


def test_a_change_elsewhere_does_not(package):
    before = code_digest.digest("traindnn.a")
    (package / "c.py").write_text("changed = True\n")
    assert code_digest.digest("traindnn.a") == before


def test_a_module_that_is_not_there_is_an_error(package):
    with pytest.raises(ModuleNotFoundError, match=r"Received: name='traindnn.typo'"):
        code_digest.digest("traindnn.typo")


def test_all_that_an_import_loads_is_reached():
    """Of the package's own modules, those that Python loads with `training` in a fresh process."""
    show = f"import sys, {TRAINING}; print(*(name for name in sys.modules if name.startswith('traindnn')))"
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    assert set(code_digest.reached(TRAINING)) >= set(done.stdout.split())


def test_weights_are_keyed_by_every_module_with_layers_or_schedules_of_our_own():
    registered = {
        f"traindnn.{'.'.join(file.relative_to(PACKAGE).with_suffix('').parts)}"
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "register_keras_serializable"
    }
    assert registered
    assert registered <= set(code_digest.reached(*pretrained.CODE))
