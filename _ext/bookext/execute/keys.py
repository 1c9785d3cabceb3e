"""The key of a page: what its result depends on besides its own cells, as one hash.

jupyter-cache knows a page by its code cells. It does not see the package that the cells import, the
installed versions, the data, the profile or the Keras backend, so a page could show old numbers.
``page_key`` hashes all of these, and of the package only the modules that the page imports, directly
or through other modules: a change in one module touches the pages that use it and no others.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from bookext.execute.imports import Imports, Package

NOT_INSTALLED = "not installed"


def page_key(
    code: str, imports: Imports, package: Package, lock: str | Path, reads: Iterable[Path] = ()
) -> str:
    """Hash what a page's result depends on besides its cells.

    Args:
        code: the code of all its cells.
        imports: what that code imports.
        package: the book's own package.
        lock: path of the file of locked versions.
        reads: paths of files that its cells read; a file may be missing.

    Returns:
        16 hexadecimal digits.
    """
    facts: dict[str, Any] = {"package": package.digest(imports.modules), "versions": versions(str(lock))}
    if files := list(reads):
        facts["reads"] = [_content(file) for file in files]
    if any(module.startswith(f"{package.name}.data") for module in imports.modules):
        facts["data"] = data_source(code)
    if any(module.startswith(f"{package.name}.lab") for module in imports.modules):
        facts["profile"] = os.environ.get("TRAINDNN_PROFILE", "quick")
    if "keras" in imports.others:
        # The locks of the book hold TensorFlow alone.
        facts["backend"] = keras_backend(), installed(keras_backend())
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:16]


@cache
def versions(lock: str) -> list[str]:
    """Describe Python and the packages of a lock file: as locked, and as installed here.

    Args:
        lock: path of a requirements file with one ``name==version`` a line.

    Returns:
        A list of strings; both matter, for a reader may have an environment of their own.
    """
    lines = [line for line in Path(lock).read_text("utf-8").splitlines() if line[:1].isalpha()]
    found = [f"python {sys.version_info.major}.{sys.version_info.minor}"]
    for line in lines:
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        found.append(f"{line.strip()} installed {installed(name)}")
    return found


def installed(name: str) -> str:
    """Return the version of a package that is installed here, or `NOT_INSTALLED`.

    Args:
        name: of the package, as pip knows it.
    """
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return NOT_INSTALLED


def data_source(code: str) -> dict[str, str]:
    """Describe the data that ``traindnn.data`` would load here, in its own words.

    Args:
        code: the code of a page; the sets that it names count, or all where it names none (asking for a
            set may download it).
    """
    from traindnn.data.catalog import SPECS

    return _fingerprint(tuple(name for name in SPECS if name in code) or tuple(SPECS))


@cache
def _fingerprint(names: tuple[str, ...]) -> dict[str, str]:
    from traindnn import data

    return data.fingerprint(names)


def _content(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def keras_backend() -> str:
    """Return the name of the backend that Keras will choose: environment, its settings file, default."""
    if backend := os.environ.get("KERAS_BACKEND"):
        return backend
    settings = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "keras.json"
    try:
        return json.loads(settings.read_text("utf-8")).get("backend", "tensorflow")
    except (OSError, ValueError):
        return "tensorflow"
