"""The command that starts a warm process: inside bubblewrap, or bare where the child encloses itself."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

HOME = "/home/student"
"""The student's private home inside the jail."""
NOBODY = 65534
"""User and group that a jail started by root drops to."""
PACKAGE_ROOT = "/srv"
"""Folder that holds the package inside the jail; of the package, this room alone is there."""
_PACKAGE = f"{PACKAGE_ROOT}/autograder/sandbox"
_MALLOC = {"hugetlb": 1, "mmap_threshold": 32 << 20, "trim_threshold": 128 << 20, "arena_max": 2}
"""Memory comes in huge pages, and arrays from memory that was used before: a page that is touched for the
first time costs microseconds, and a child touches thousands. Threads share it: each would reserve 64 MiB."""
_LIBRARY_FOLDERS = ("site-packages", "dist-packages", "lib-dynload")
_PARTS = (
    *("bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec", "include", "share", "etc", "ssl", "fonts"),
    "pyvenv.cfg",
)
"""What an interpreter or a system keeps in its folder. What else lies there may be anything."""
_SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/localtime",
    "/etc/passwd",
    "/etc/group",
    "/etc/fonts",
    "/nix/store",
)


def environment(home: str, package: str, further: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """The whole environment of a warm process.

    One thread for each numerical library, so that two machines give the same sums and a fork is safe.

    Args:
        home: private home of the student's code.
        package: folder that holds the package `autograder`.
        further: name and value of more variables, which win.
    """
    one_thread = (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    )
    values = dict.fromkeys(one_thread, "1") | dict.fromkeys(("HOME", "IPYTHONDIR", "MPLCONFIGDIR"), home)
    values |= {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TMPDIR": home if home != HOME else "/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": package,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "NBGRADER_EXECUTION": "autograde",
        "PIP_RETRIES": "0",
        "PIP_DEFAULT_TIMEOUT": "1",
        "GLIBC_TUNABLES": ":".join(f"glibc.malloc.{name}={value}" for name, value in _MALLOC.items()),
    }
    return values | dict(further)


def python(*arguments: str) -> list[str]:
    """This interpreter with its working folder left out of the import path."""
    return [sys.executable, "-P", *arguments]


def bare(arguments: list[str]) -> list[str]:
    """The command without a jail around it."""
    return python(*arguments)


def bubblewrap(arguments: list[str], variables: dict[str, str], readable: Iterable[str] = ()) -> list[str]:
    """The command inside bubblewrap: no network, the system read-only, an empty home, nothing else

    Root first builds a view of the files in which the interpreter can be read by nobody (it often lies in
    root's own home), becomes nobody there, and from then on all is as for an ordinary user.
    """
    source = str(Path(__file__).parents[1])
    as_root = os.geteuid() == 0
    inner = [_bwrap(), "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    for name, value in variables.items():
        inner += ["--setenv", name, value]
    # The empty /tmp first: what is visible may lie in it.
    inner += ["--tmpfs", "/tmp", *_visible(readable)]
    inner += ["--ro-bind", _PACKAGE if as_root else source, _PACKAGE]
    inner += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--tmpfs",
        HOME,
        "--chdir",
        HOME,
        "--remount-ro",
        "/dev",
        "--remount-ro",
        "/",
    ]
    inner += python(*arguments)
    if not as_root:
        return inner
    visible = [*_visible(readable), "--ro-bind", source, _PACKAGE]
    outer = [
        _bwrap(),
        "--die-with-parent",
        *visible,
        "--bind",
        "/proc",
        "/proc",
        "--dev-bind",
        "/dev",
        "/dev",
        "--dir",
        "/tmp",
        "--chdir",
        "/",
    ]
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all"]
    return [*outer, *drop, *inner]


@lru_cache(maxsize=4)
def readable_paths(further: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Folders and files that student code may read besides its own: system, interpreter, libraries."""
    found = {"/lib", "/lib32", "/lib64", "/bin", "/sbin", *_SYSTEM_FILES}
    prefixes = {"/usr", "/usr/local", sys.prefix, sys.base_prefix, sys.exec_prefix}
    prefixes |= {os.path.realpath(sys.base_prefix), str(Path(os.path.realpath(sys.executable)).parents[1])}
    found |= {os.path.join(prefix, part) for prefix in prefixes - {"/"} for part in _PARTS}
    found |= {path for path in sys.path if Path(path).name in _LIBRARY_FOLDERS}
    found |= {form for path in map(os.path.abspath, further) for form in (path, os.path.realpath(path))}
    kept = sorted(path for path in found if os.path.lexists(path))
    return tuple(path for path in kept if not any(path.startswith(other + "/") for other in kept))


def _visible(readable: Iterable[str]) -> list[str]:
    paths = readable_paths(tuple(readable))
    # Folders that bubblewrap makes on its way to a file can be entered by their owner alone; --dir's by all.
    parents = {str(parent) for path in (*paths, _PACKAGE) for parent in Path(path).parents} - {"/"}
    words = [word for parent in sorted(parents) for word in ("--dir", parent)]
    for path in paths:
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        else:
            words += ["--ro-bind", path, path]
    return words


def _bwrap() -> str:
    return shutil.which("bwrap") or "bwrap"
