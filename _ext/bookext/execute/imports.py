"""What a piece of code imports, followed through the modules of the book's own package.

The imports are read from the source (``ast``); nothing is run. An import written inside a function counts.
A name that is imported by a string at run time cannot be seen; the book does not do that.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Imports:
    """What a piece of code imports."""

    modules: frozenset[str]
    """dotted names of modules of the book's package"""
    others: frozenset[str]
    """top-level names of all other packages"""


def imported_names(code: str) -> Iterator[str]:
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

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.name = self.folder.name
        files = sorted(self.folder.rglob("*.py"))
        self.files = {self._dotted(file): file for file in files if "__pycache__" not in file.parts}
        self._known: dict[str, tuple[set[str], set[str]]] = {}

    def _dotted(self, file: Path) -> str:
        parts = file.relative_to(self.folder.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def imports(self, code: str, within: str = "") -> Imports:
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
        modules: set[str] = set()
        others: set[str] = set()
        for name in names:
            top = name.split(".")[0]
            if top == self.name:
                modules.update(self._existing(name))
            else:
                others.add(top)
        return self._closure(modules, others)

    def _absolute(self, name: str, within: str) -> str:
        dots = len(name) - len(name.lstrip("."))
        if not dots:
            return name
        parents = within.split(".")
        return ".".join([*parents[: len(parents) - dots + 1], *filter(None, [name[dots:]])])

    def _existing(self, name: str) -> Iterator[str]:
        """Yield ``name`` and every package above it, as far as they are modules: all of them run."""
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            if (module := ".".join(parts[:length])) in self.files:
                yield module

    def _closure(self, modules: set[str], others: set[str]) -> Imports:
        seen: set[str] = set()
        queue = list(modules)
        while queue:
            module = queue.pop()
            if module in seen:
                continue
            seen.add(module)
            direct_modules, direct_others = self._direct(module)
            others |= direct_others
            queue += direct_modules - seen
        return Imports(frozenset(seen), frozenset(others))

    def _direct(self, module: str) -> tuple[set[str], set[str]]:
        """What one module imports itself: modules of the package, and other packages."""
        if module not in self._known:
            file = self.files[module]
            within = module if file.name == "__init__.py" else module.rpartition(".")[0]
            names = [self._absolute(name, within) for name in imported_names(file.read_text("utf-8"))]
            ours = {
                found for name in names if name.split(".")[0] == self.name for found in self._existing(name)
            }
            self._known[module] = ours, {name.split(".")[0] for name in names} - {self.name}
        return self._known[module]

    def digest(self, modules: Iterable[str]) -> str:
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
