"""The locked versions: of all that is declared, of one resolution, and installed by whom they are needed."""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
BOOK, CUDA, TEST = LOCKS = "requirements.txt", "requirements-cuda.txt", "requirements-test.txt"
# What each environment is made from, and the extras that it serves.
ENVIRONMENTS = {
    "book": ((BOOK,), {"book", "autograder", "cpu"}),
    "book on a GPU": ((CUDA,), {"book", "autograder", "cuda"}),
    "tests": ((BOOK, TEST), {"book", "autograder", "cpu", "test", "browser", "jax"}),
    "tests on a GPU": ((CUDA, TEST), {"book", "autograder", "cuda", "test", "browser", "jax"}),
}
TOOLS_OF_TESTS = {"pytest", "hypothesis", "playwright", "ruff", "mypy", "jax"}


def lines(file):
    return [line for line in (ROOT / file).read_text("utf-8").splitlines() if not line.startswith("#")]


def locked(file):
    """Name and version of each line of a lock."""
    pins = [re.match(r"([\w.-]+)==([^\s;]+)", line) for line in lines(file)]
    return {canonicalize_name(pin[1]): pin[2] for pin in pins if pin}


def wanted(extras):
    """The requirements of the project and of some of its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    further = [line for extra in extras for line in project["optional-dependencies"][extra]]
    return [Requirement(line) for line in project["dependencies"] + further]


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_dependency_is_locked_within_its_range(environment):
    files, extras = ENVIRONMENTS[environment]
    pins = {name: version for file in files for name, version in locked(file).items()}
    for requirement in wanted(extras):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} is not in {files}: run make lock"
        assert pins[name] in requirement.specifier, f"{name}: run make lock"


@pytest.mark.parametrize("file", LOCKS)
def test_every_line_of_a_lock_pins_a_version(file):
    assert [line for line in lines(file) if not re.match(r"[\w.\[\],-]+==\S+", line)] == []


def test_the_locks_are_of_one_resolution():
    book, cuda, test = map(locked, LOCKS)
    assert {name for name in book.keys() & cuda.keys() if book[name] != cuda[name]} == set(), "run make lock"
    without_cuda = {name for name in book.keys() ^ cuda.keys() if not name.startswith("nvidia-")}
    assert without_cuda == {"tensorflow-cpu"}
    assert {name for name in test.keys() & book.keys() if book[name] != test[name]} == set(), "run make lock"
    assert not set(lines(TEST)) & set(lines(BOOK)), "the book's are listed once"


def test_a_reader_installs_no_tools_of_tests():
    assert locked(TEST).keys() >= TOOLS_OF_TESTS
    assert not TOOLS_OF_TESTS & locked(BOOK).keys()


@pytest.mark.parametrize("uv", ["", "/usr/bin/uv"])
@pytest.mark.parametrize(
    ("target", "backend", "files"),
    [
        ("book", "tensorflow", {BOOK}),
        ("book", "jax", {BOOK, TEST}),
        ("grade-demo", "tensorflow", {BOOK}),
        ("test", "tensorflow", {BOOK, TEST}),
        ("test-site", "tensorflow", {BOOK, TEST}),
        ("lint", "tensorflow", {BOOK, TEST}),
        ("setup", "tensorflow", {BOOK, TEST}),
    ],
)
def test_a_target_installs_what_it_needs(tmp_path, target, backend, files, uv):
    words = ["make", "--dry-run", target, f"VENV={tmp_path}", f"UV={uv}", f"LOCK={BOOK}"]
    env = os.environ | {"KERAS_BACKEND": backend}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert set(re.findall(r"--requirement (\S+)", done.stdout)) == files
    assert ("/usr/bin/uv pip install" in done.stdout) == bool(uv)
    assert "-m pip install" in done.stdout
