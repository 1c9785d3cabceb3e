"""The programs that ours is compared with: locked versions, each in an environment of its own.

`prepared("otter")` makes ``_build/bench/otter`` once, with uv if it is there and with pip otherwise, and
uses it again as long as this table, the project's lock and Python's version ask for the same.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from side_by_side import ROOT

FOLDER = ROOT / "_build" / "bench"
LOCK = ROOT / "requirements.txt"
STAMP = "made-of.txt"
SETS = ("numpy", "keras", "tensorflow", "matplotlib", "ipykernel")
"""What problem sets import, and the kernel that runs them."""
PAGES = (*SETS, "altair", "pandas", "vl-convert-python", "rich", "ipython", "matplotlib-inline")
"""What pages of the book import, and the companion package."""
EXTENSIONS = (
    "sphinx-book-theme", "sphinx-exercise", "sphinxext-opengraph", "sphinx-sitemap", "sphinx-notfound-page",
    "sphinx-last-updated-by-git",
)  # fmt: skip
"""What the settings of the book name besides its own extension."""


@dataclass(frozen=True)
class Peer:
    """What an environment holds."""

    packages: tuple[str, ...]
    """The peer, at exact versions."""
    libraries: tuple[str, ...]
    """What it must find besides, at the versions that the project has locked."""
    all_as_locked: bool = True
    """Whether everything else, too, has the project's locked versions; a peer may not allow that."""

    @property
    def versions(self) -> dict[str, str]:
        """Version of each of its packages."""
        parts = (package.partition("==") for package in self.packages)
        return {name: version for name, _, version in parts}


PEERS = {
    "nbgrader": Peer(("nbgrader==0.9.6",), SETS),
    # It wants an older wrapt than the lock has.
    "otter": Peer(("otter-grader==6.1.6",), SETS, all_as_locked=False),
    "jupyter-book": Peer(("jupyter-book==1.0.4.post1",), (*PAGES, *EXTENSIONS)),
}


@dataclass(frozen=True)
class Environment:
    """A peer that is ready to run."""

    folder: Path
    """Its virtual environment."""
    versions: dict[str, str]
    """Name and version of the peer."""

    def program(self, name: str) -> Path:
        """Path of one of its commands."""
        return self.folder / "bin" / name

    def variables(self, **further: str) -> dict[str, str]:
        """Environment variables to run it under: its own programs first, our sources out of sight."""
        path = os.pathsep.join([str(self.folder / "bin"), os.environ.get("PATH", "")])
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return {**inherited, "PATH": path, "VIRTUAL_ENV": str(self.folder), **further}


def locked(text: str | None = None) -> dict[str, str]:
    """Versions of the project's lock, by the name of the package."""
    lines = (LOCK.read_text(encoding="utf-8") if text is None else text).splitlines()
    pairs = (re.match(r"([\w.-]+)==([\w.!+]+)", line) for line in lines)
    return {found[1].lower(): found[2] for found in pairs if found}


def requirements(peer: Peer) -> list[str]:
    """What is asked of the installer, each at an exact version."""
    versions = locked()
    return [*peer.packages, *(f"{name}=={versions[name]}" for name in peer.libraries)]


def prepared(name: str) -> Environment:
    """The environment of a peer, made if it is not there as it should be.

    Raises:
        KeyError: if there is no such peer.
        SystemExit: if it cannot be installed.
    """
    peer, folder = PEERS[name], FOLDER / name
    wanted = _made_of(peer)
    stamp = folder / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        with Console(stderr=True).status(
            f"installing {', '.join(peer.packages)} into {folder}: some minutes"
        ):
            _install(peer, folder)
        stamp.write_text(wanted, encoding="utf-8")
    return Environment(folder, peer.versions)


def _made_of(peer: Peer) -> str:
    """All that the content of an environment depends on."""
    others = LOCK.read_text(encoding="utf-8") if peer.all_as_locked else ""
    return "\n".join([f"Python {platform.python_version()}", *requirements(peer), others])


def _install(peer: Peer, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    asked = [*requirements(peer), *(["--constraint", str(LOCK)] if peer.all_as_locked else [])]
    beside = Path(sys.executable).parent / "uv"
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv:
        _call([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
        _call([uv, "pip", "install", "--quiet", "--python", str(folder / "bin" / "python"), *asked])
    else:
        _call([sys.executable, "-m", "venv", str(folder)])
        _call([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *asked])


def _call(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(
            f"expected to install a peer with: {' '.join(words[:6])} …. Received:\n{done.stderr[-1500:]}\n"
            "Look whether the package index can be reached, then call the benchmark again."
        )
