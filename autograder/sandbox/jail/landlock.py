"""Landlock: a process gives up, for good, the files and ports that it does not name. Needs no privilege."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from autograder.sandbox.jail import system

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_READ = 1 << 0 | 1 << 2 | 1 << 3  # execute, read a file, read a folder
KNOWS_TRUNCATION, SCOPES_SIGNALS = 3, 6
"""Versions from which on Landlock itself denies emptying a file, and signals to the outside."""
_FILE_ONLY = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15


def abi() -> int:
    """Version of Landlock that the kernel offers; 0 where it has none."""
    try:
        return system.syscall(_CREATE, 0, 0, 1, what="landlock")
    except OSError:
        return 0


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Give up all files but these, all TCP ports, and signals to the outside; needs `no_new_privileges`.

    Args:
        readable: folders and files that may still be read and executed.
        writable: folders and files that may still be changed too.
    """
    version = abi()
    files = (1 << (13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16)) - 1
    attributes = struct.pack("QQQ", files, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = system.syscall(_CREATE, ctypes.create_string_buffer(attributes, 24), size, 0, what="landlock")
    for paths, rights in ((readable, _READ), (writable, files)):
        for path in paths:
            _allow(ruleset, path, rights & files)
    system.syscall(_RESTRICT, ruleset, 0, what="landlock")
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # a path that is not there needs no right
    try:
        if not os.path.isdir(path):
            rights &= _FILE_ONLY
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor), 12)
        system.syscall(_ADD, ruleset, 1, rule, 0, what=f"landlock {path}")
    finally:
        os.close(descriptor)
