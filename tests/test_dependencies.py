"""What is imported is declared in pyproject.toml, and what is declared is used."""

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
OWN = {"traindnn", "autograder", "bookext", "tests", "conftest"}
# Who may import what beyond the standard library: the base dependencies, and these extras.
GROUPS = {
    "traindnn": ({"base"}, {"jax"}),
    "autograder": ({"autograder"}, set()),
    "_ext": ({"base", "book", "autograder"}, {"browser"}),
    "bench": ({"base", "book", "autograder", "test"}, {"jax", "browser"}),
    "tests": ({"base", "book", "autograder", "test"}, {"jax", "browser"}),
}
# Packages that nobody imports, with the word that shows their use in a file of settings or commands.
USED_BY_WORD = {
    "pytest-cov": "--cov",
    "pytest-xdist": "--numprocesses",
    "ruff": "ruff check",
    "mypy": "(BIN)/mypy",
    "types-pyyaml": "(BIN)/mypy",  # the types of PyYAML
    "matplotlib-inline": "module://matplotlib_inline",
    "sphinx-book-theme": "sphinx_book_theme",
    "sphinx-exercise": "sphinx_exercise",
    "sphinxext-opengraph": "sphinxext.opengraph",
    "sphinx-notfound-page": "notfound.extension",
    "sphinx-mathjax-offline": "sphinx-mathjax-offline",
    "check-jsonschema": "check_jsonschema",
    "axe-playwright-python": "axe_playwright_python",
    "pandas": "import pandas",
    "pre-commit": "pre-commit install",
    "uv": "pip compile",
}
ANOTHER_BUILD_OF = {"tensorflow-cpu": "tensorflow"}
WORDS_IN = ("Makefile", "_config.yml", "CONTRIBUTING.md", ".ci/run")


def canonical(name):
    name = re.sub(r"[-_.]+", "-", name).lower()
    return ANOTHER_BUILD_OF.get(name, name)


def declared(group):
    """Names of the packages in a group of dependencies."""
    listed = PROJECT["dependencies"] if group == "base" else EXTRAS[group]
    return {canonical(Requirement(text).name) for text in listed}


def test_the_grader_alone_needs_what_the_grader_needs():
    alone = tomllib.loads((ROOT / "wheels/autograder/pyproject.toml").read_text(encoding="utf-8"))
    assert alone["project"]["dependencies"] == EXTRAS["autograder"]
    assert alone["project"]["version"] == PROJECT["version"]
    own = alone["tool"]["setuptools"]["package-data"]
    with (ROOT / "pyproject.toml").open("rb") as file:
        both = tomllib.load(file)["tool"]["setuptools"]["package-data"]
    assert own == {name: paths for name, paths in both.items() if name.startswith("autograder")}
    assert not {"tensorflow", "keras", "jupyter-book"} & {
        canonical(Requirement(text).name) for text in alone["project"]["dependencies"]
    }


def sources(folder):
    own = [path for path in (ROOT / folder).rglob("*.py") if "bank" not in path.parts]
    return sorted(own)


def imported(path):
    """First parts of the absolute names that a file imports, those for type checkers included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.split(".")[0]


def third_party(folder):
    """Imported packages of a folder, by the name under which they are installed."""
    local = {path.stem for path in sources(folder)}
    installed = metadata.packages_distributions()
    found = {}
    for path in sources(folder):
        for name in set(imported(path)) - OWN - local - set(sys.stdlib_module_names):
            found.setdefault(name, (installed.get(name, []), path.relative_to(ROOT)))
    return found


@pytest.mark.parametrize("folder", GROUPS)
def test_every_import_is_declared(folder):
    needed, optional = GROUPS[folder]
    known = set().union(*map(declared, needed | optional))
    missing = {
        name: str(path)
        for name, (packages, path) in third_party(folder).items()
        if packages and not known & set(map(canonical, packages))
    }
    assert not missing, f"declare in pyproject.toml ({', '.join(sorted(needed))}): {missing}"


def test_every_dependency_is_used():
    installed = metadata.packages_distributions()
    used = {
        canonical(package)
        for folder in GROUPS
        for path in sources(folder)
        for name in imported(path)
        for package in installed.get(name, [])
    }
    words = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in WORDS_IN)
    read = [path for folder in GROUPS for path in sources(folder)] + sorted((ROOT / "book").glob("*.md"))
    words += "\n".join(path.read_text(encoding="utf-8") for path in read if path != Path(__file__))
    groups = {"base", *EXTRAS} - {"cuda"}
    listed = set().union(*map(declared, groups))
    unused = {name for name in listed - used if name not in USED_BY_WORD or USED_BY_WORD[name] not in words}
    assert not unused, f"take out of pyproject.toml: {sorted(unused)}"
