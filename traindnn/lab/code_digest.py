"""A checksum of code: of some modules of this package, and of all in the package that they import."""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The folder that holds the package."""


def digest(*modules: str) -> str:
    """SHA-256 over the sources of modules and of everything in the package that they import.

    Args:
        *modules: dotted names, such as "traindnn.lab.training".

    Returns:
        64 hexadecimal digits. They change with a comment too: too often is safe, too seldom is not.
    """
    sha = hashlib.sha256()
    for name, source in sorted(reached(*modules).items()):
        sha.update(f"{name}:{len(source)}:".encode() + source)
    return sha.hexdigest()


def reached(*modules: str) -> dict[str, bytes]:
    """The sources that run when modules are imported and used, found by following their imports.

    Args:
        *modules: dotted names in the package.

    Returns:
        Source by dotted name; imports in the body of a function count, libraries do not.

    Raises:
        ModuleNotFoundError: if the package has no such module.
    """
    found: dict[str, bytes] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        file = _file(name)
        if file is None:
            raise ModuleNotFoundError(f"Expected a module of the package. Received: name={name!r}", name=name)
        found[name] = file.read_bytes()
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        # A module's packages run before it; of the names that it imports, some are modules.
        mentioned = {package, *_imported(found[name], package)}
        waiting += [other for other in mentioned if other != name and _file(other)]
    return found


def _file(name: str) -> Path | None:
    """The file of a module of this package; None if the name is not one of its modules."""
    if name.partition(".")[0] != __name__.partition(".")[0]:
        return None
    path = ROOT.joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _imported(source: bytes, package: str) -> Iterator[str]:
    """Dotted names that a source imports, each with the names that lead to it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:n]) for n in range(1, len(parts) + 1))
