"""What a page depends on besides its own cells, as one hash.

jupyter-cache knows a page by its code cells. It does not see the package that the cells import, the
installed versions, the data, the profile or the Keras backend, so a page could show old numbers.
``page_key`` hashes all of these, and of the package only the modules that the page imports, directly
or through other modules: a change in one module touches the pages that use it and no others.

The imports are read from the source (``ast``), nothing is run. An import written inside a function
counts. A name that is imported by a string at run time cannot be seen; the book does not do that.
"""

import ast
import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

CELL = re.compile(
    r"^(?P<fence>`{3,}|~{3,}|:{3,})\{code-cell\}[^\n]*\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.M | re.S
)


@dataclass(frozen=True)
class Imports:
    """What a piece of code imports."""

    modules: frozenset[str]
    """dotted names of modules of the companion package"""
    others: frozenset[str]
    """top-level names of all other packages"""


def page_code(markdown):
    """Return the code of all code cells of a MyST page, without cell options and magics."""
    bodies = (match["body"] for match in CELL.finditer(markdown))
    return "\n".join(
        re.sub(r"^[ \t]*(?:%|!|:[\w-]+:).*$", "", _without_options(body), flags=re.M) for body in bodies
    )


def _without_options(body):
    return re.sub(r"\A---\n.*?^---$", "", body, flags=re.M | re.S)


def imported_names(code):
    """Yield the dotted names that ``code`` imports; ``from a import b`` gives ``a`` and ``a.b``.

    Raises:
        SyntaxError: if ``code`` is not Python.
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield base
            separator = "" if base.endswith(".") else "."
            yield from (f"{base}{separator}{alias.name}" for alias in node.names)


class Package:
    """The modules of one package in a folder, and what they import.

    Args:
        folder: the folder of the package; its name is the package's name.
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.name = self.folder.name
        files = sorted(self.folder.rglob("*.py"))
        self.files = {self._dotted(file): file for file in files if "__pycache__" not in file.parts}
        self._known = {}

    def _dotted(self, file):
        parts = file.relative_to(self.folder.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def imports(self, code, within=""):
        """Follow the imports of ``code`` through the package.

        Args:
            code: Python source.
            within: dotted name of the package that ``code`` belongs to, for relative imports.

        Returns:
            Imports; all modules of the package where ``code`` is not plain Python, or imports ``*``.
        """
        try:
            names = [self._absolute(name, within) for name in imported_names(code)]
        except SyntaxError:
            names = list(self.files)
        if any(name.endswith(".*") and name.startswith(self.name) for name in names):
            names = list(self.files)
        modules, others = set(), set()
        for name in names:
            top = name.split(".")[0]
            if top == self.name:
                modules.update(self._existing(name))
            else:
                others.add(top)
        return self._closure(modules, others)

    def _absolute(self, name, within):
        dots = len(name) - len(name.lstrip("."))
        if not dots:
            return name
        parents = within.split(".")
        return ".".join([*parents[: len(parents) - dots + 1], *filter(None, [name[dots:]])])

    def _existing(self, name):
        """Yield ``name`` and every package above it, as far as they are modules: all of them run."""
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            if (module := ".".join(parts[:length])) in self.files:
                yield module

    def _closure(self, modules, others):
        seen, queue = set(), list(modules)
        while queue:
            module = queue.pop()
            if module in seen:
                continue
            seen.add(module)
            direct_modules, direct_others = self._direct(module)
            others |= direct_others
            queue += direct_modules - seen
        return Imports(frozenset(seen), frozenset(others))

    def _direct(self, module):
        if module not in self._known:
            file = self.files[module]
            within = module if file.name == "__init__.py" else module.rpartition(".")[0]
            names = [self._absolute(name, within) for name in imported_names(file.read_text("utf-8"))]
            ours = {
                found for name in names if name.split(".")[0] == self.name for found in self._existing(name)
            }
            self._known[module] = ours, {name.split(".")[0] for name in names} - {self.name}
        return self._known[module]

    def digest(self, modules):
        """Hash the source of ``modules``, and the other files that lie in their folders (tables, fonts)."""
        digest = hashlib.sha256()
        paths = {self.files[module] for module in modules}
        for init in [path for path in paths if path.name == "__init__.py"]:
            paths |= {f for f in init.parent.iterdir() if f.is_file() and f.suffix not in {".py", ".pyc"}}
        for path in sorted(paths):
            digest.update(
                path.relative_to(self.folder.parent).as_posix().encode() + b"\0" + path.read_bytes()
            )
        return digest.hexdigest()


@cache
def versions(lock):
    """Describe Python and the packages of a lock file: as locked, and as installed here.

    Args:
        lock: path of a requirements file with one ``name==version`` a line.

    Returns:
        A list of strings; both matter, for a reader may have an environment of their own.
    """
    lines = [line for line in Path(lock).read_text("utf-8").splitlines() if line[:1].isalpha()]
    found = [f"python {sys.version_info.major}.{sys.version_info.minor}"]
    for line in lines:
        name = re.match(r"[\w.-]+", line)[0]
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "not installed"
        found.append(f"{line.strip()} installed {installed}")
    return found


def data_source(code):
    """Describe the data that ``traindnn.data`` would load here, in its own words.

    Args:
        code: the code of a page; of the sets, those that it names count, or all where it names none
            (asking for a set may download it).
    """
    from traindnn.data.catalog import SPECS

    return _fingerprint(tuple(name for name in SPECS if name in code) or tuple(SPECS))


@cache
def _fingerprint(names):
    from traindnn import data

    return data.fingerprint(names)


def _content(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def keras_backend():
    """Return the name of the backend that Keras will choose: environment, its settings file, default."""
    if backend := os.environ.get("KERAS_BACKEND"):
        return backend
    settings = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "keras.json"
    try:
        return json.loads(settings.read_text("utf-8")).get("backend", "tensorflow")
    except (OSError, ValueError):
        return "tensorflow"


def page_key(markdown, package, lock, reads=()):
    """Hash what the page's result depends on besides its cells.

    Args:
        markdown: text of the page.
        package: the companion ``Package``.
        lock: path of the file of locked versions.
        reads: paths of files that its cells read; a file may be missing.

    Returns:
        16 hexadecimal digits.
    """
    code = page_code(markdown)
    imports = package.imports(code)
    facts = {"package": package.digest(imports.modules), "versions": versions(str(lock))}
    if reads:
        facts["reads"] = [_content(Path(path)) for path in reads]
    if any(module.startswith(f"{package.name}.data") for module in imports.modules):
        facts["data"] = data_source(code)
    if any(module.startswith(f"{package.name}.lab") for module in imports.modules):
        facts["profile"] = os.environ.get("TRAINDNN_PROFILE", "quick")
    if "keras" in imports.others:
        facts["backend"] = keras_backend()
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:16]
