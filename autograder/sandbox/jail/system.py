"""The Linux calls that Python has no function for, through ctypes: clone, mount, prctl, capset.

Each raises `OSError` with the kernel's reason.
"""

from __future__ import annotations

import ctypes
import os
import signal
from functools import cache

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID = 0x00020000, 0x08000000, 0x10000000, 0x20000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 0x1000, 0x4000, 0x40000
_PR_SET_NO_NEW_PRIVS, _PR_SET_KEEPCAPS, _PR_CAPBSET_DROP, _PR_SET_DUMPABLE = 38, 8, 24, 4
_PR_SET_CHILD_SUBREAPER, _PR_SET_PDEATHSIG = 36, 1
_CAPABILITY_VERSION_3 = 0x20080522
_CAPABILITIES = 64
CAP_DAC_READ_SEARCH = 2


@cache
def libc() -> ctypes.CDLL:
    """The C library with `errno` kept."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """Return ``result``; raise the kernel's error where it is negative."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: object, what: str = "system call") -> int:
    """Make a system call by its number; integers are passed as C longs."""
    function = libc().syscall
    function.restype = ctypes.c_long
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return checked(function(ctypes.c_long(number), *words), what)


def prctl(option: int, *arguments: int) -> None:
    """Call prctl(2) with up to four numbers."""
    padded = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    checked(libc().prctl(option, *padded), "prctl")


def no_new_privileges() -> None:
    """Forbid this process and its children to gain rights by executing a file."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def become_subreaper() -> None:
    """Adopt the orphans among this process's descendants."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """Call mount(2)."""
    encoded = [None if text is None else text.encode() for text in (source, target, kind)]
    result = libc().mount(*encoded, ctypes.c_ulong(flags), options.encode() or None)
    checked(result, f"mount {kind or ''} on {target}")


def keep_capabilities(*kept: int) -> None:
    """Drop every capability but ``kept``, from the bounding set too where that is allowed."""
    for capability in range(_CAPABILITIES):
        if capability not in kept:
            libc().prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0)
    mask = sum(1 << capability for capability in kept)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(mask, mask, 0, 0, 0, 0)
    checked(libc().capset(header, data), "capset")


def change_user(number: int, *, keep: tuple[int, ...] = ()) -> None:
    """Become user and group ``number`` for good, holding on to the capabilities ``keep`` alone."""
    prctl(_PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(number, number, number)
    os.setresuid(number, number, number)
    keep_capabilities(*keep)
    prctl(_PR_SET_DUMPABLE, 1)
