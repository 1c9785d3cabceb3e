"""A seccomp filter that takes away the system calls no exercise needs.

Denied: namespaces, mounts, tracing, other processes' memory, priorities and processors, BPF, keyrings, kernel
modules, io_uring, and memory that no limit counts (System V segments, memfd, anonymous shared mappings: what
they hold cannot be told from outside). A jail that hides neither the files nor the processes of its user
(Landlock) denies more; see `Open`.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from autograder.sandbox.jail import system

_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_Number: TypeAlias = tuple[int | None, int | None]
"""Number of a call: (x86_64, aarch64). Those above 423 are the same everywhere."""
_Numbers: TypeAlias = dict[str, _Number]
_DENIED: _Numbers = {
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "pidfd_getfd": (438, 438),
    "migrate_pages": (256, 238), "move_pages": (279, 239),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_setup": (206, 0), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    "fanotify_init": (300, 262), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    "syslog": (103, 116), "acct": (163, 89), "swapon": (167, 224), "swapoff": (168, 225),
    "reboot": (169, 142), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "sync": (162, 81), "syncfs": (306, 267),
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200),
}  # fmt: skip
_QUEUED_SIGNALS: _Numbers = {
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
}  # fmt: skip
_SIGNALS: _Numbers = {"kill": (62, 129), "tgkill": (234, 131)}
_MODES_AND_TIMES: _Numbers = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "utime": (132, None),
    "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
}  # fmt: skip
_OWNERS_AND_ATTRIBUTES: _Numbers = {
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip
_WATCHES_AND_LETTERS: _Numbers = {
    "inotify_init": (253, None), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    # Files travel in letters: one that was deleted and is on its way is held by nobody who could be asked.
    "sendmsg": (46, 211), "sendmmsg": (307, 269),
}  # fmt: skip
_GROUPS: _Numbers = {"setsid": (112, 157), "setpgid": (109, 154)}
_TRUNCATE: _Numbers = {"truncate": (76, 45), "openat2": (437, 437)}
_OPEN: _Numbers = {"open": (2, None), "openat": (257, 56)}
_CLONE, _CLONE3 = {"x86_64": 56, "aarch64": 220}, 435
_UNKNOWN_FROM = 452
"""Calls from this number on came after Linux 6.6; the C library can do without them."""
_NEW_NAMESPACES = 0x7E020000
_SHARED, _ANONYMOUS = 0x01, 0x20
_TRUNCATING, _WRITING = 0o1000, 0o3
_SIGNAL_OWNER = (8, 10, 15, 1024)  # F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE
_IOCTLS = (
    0x8901, 0x8902,  # FIOSETOWN, SIOCSPGRP
    0x5412,  # TIOCSTI
    0x40086602, 0x401C5820, 0x40806685,  # flags, attributes and verity of a file
)  # fmt: skip
_PRCTL = (1, 4, 36)  # the end with the parent, being looked at by it, the adoption of orphans
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_STEP = struct.Struct("HBBI")
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_DENY, _PRETEND = _ERROR | errno.EPERM, _ERROR
_NUMBER = 0
"""Where the number of the call stands; its arguments follow from 16 on, eight bytes each."""


@dataclass(frozen=True)
class Open:
    """What a jail leaves in reach that a call could change, so that the filter must deny the call."""

    names: bool = False
    """Names of hidden files and numbers of processes. The private folder lies on disk, where its files are
    counted; all processes stay in one group, so that they end in one call, however fast they fork."""
    same_user: bool = False
    """Files and processes of the same user. Modes and times of files seem to be set and are not: copying a
    file sets them, and in a private folder nobody looks at them."""
    signals: int | None = None
    """Processes that can be signalled; only this one, the process itself, may be."""
    truncation: bool = False
    """Files that can be emptied without being written."""


NOTHING_OPEN = Open()


def supported() -> bool:
    """Whether the filter's call numbers are known for this machine."""
    return platform.machine() in _ARCHITECTURE


def install(left: Open = NOTHING_OPEN) -> None:
    """Filter this process's system calls from now on; needs `no_new_privileges` first.

    Raises:
        OSError: if this machine's call numbers are not known, or its kernel has no filters.
    """
    if not supported():
        known = ", ".join(_ARCHITECTURE)
        raise OSError(f"expected a machine of {known}, to filter calls. Received: {platform.machine()}")
    _load(program(left))


@lru_cache(maxsize=4)
def program(left: Open) -> bytes:
    """The filter's instructions; see `install`. Made once before a fork, each child finds them."""
    machine = platform.machine()
    column = list(_ARCHITECTURE).index(machine)
    steps = [
        _step(_LOAD, 4),
        _step(_EQUAL, _ARCHITECTURE[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, 0x40000000, 0, 1), _step(_RETURN, _DENY)]
    steps += [_step(_AT_LEAST, _UNKNOWN_FROM, 0, 1), _step(_RETURN, _ERROR | errno.ENOSYS)]
    # The C library falls back from clone3, whose flags a filter cannot read, to clone.
    steps += [_step(_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _ERROR | errno.ENOSYS)]
    for numbers, answer in _answers(left):
        if (number := numbers[column]) is not None:
            steps += [_step(_EQUAL, number, 0, 1), _step(_RETURN, answer)]
    for numbers, test in _tests(left):
        if (number := numbers[column]) is not None:
            steps += [_step(_EQUAL, number, 0, len(test) + 1), *test, _step(_LOAD, _NUMBER)]
    steps += [
        _step(_EQUAL, _CLONE[machine], 0, 4),
        _argument(0),
        _step(_AND, _NEW_NAMESPACES),
        _step(_EQUAL, 0, 1, 0),
        _step(_RETURN, _DENY),
        _step(_RETURN, _ALLOW),
    ]
    return b"".join(steps)


def _answers(left: Open) -> Iterable[tuple[_Number, int]]:
    """Calls that always get the same answer."""
    groups = [(_DENIED, _DENY)]
    if left.same_user:
        groups += [
            (_MODES_AND_TIMES, _PRETEND),
            (_OWNERS_AND_ATTRIBUTES, _DENY),
        ]
    if left.names:
        groups += [(_WATCHES_AND_LETTERS, _DENY), (_GROUPS, _PRETEND)]
    if left.signals is not None:
        groups.append((_QUEUED_SIGNALS, _DENY))
    if left.truncation:
        groups.append((_TRUNCATE, _DENY))
    return [(numbers, answer) for group, answer in groups for numbers in group.values()]


def _tests(left: Open) -> list[tuple[_Number, list[bytes]]]:
    """Calls that are denied by what their arguments are: the steps, after which others go on."""
    found: list[tuple[_Number, list[bytes]]] = [
        ((72, 25), _denied_if(1, _SIGNAL_OWNER)),  # fcntl
        ((16, 29), _denied_if(1, _IOCTLS)),  # ioctl
        ((157, 167), _denied_if(0, _PRCTL)),  # prctl
        ((302, 261), _denied_unless(0, 0)),  # prlimit64: of this process itself
        ((141, 140), _denied_unless(0, 0) + _denied_unless(1, 0)),  # setpriority: likewise
        ((9, 222), _denied_if_set(3, _SHARED | _ANONYMOUS, _SHARED | _ANONYMOUS)),  # mmap
    ]
    if left.signals is not None:
        found += [(numbers, _denied_unless(0, left.signals)) for numbers in _SIGNALS.values()]
    for name, numbers in _OPEN.items() if left.names else ():
        flags = 1 + (name == "openat")
        # Neither for reading nor for writing: a file that only `ioctl` can use, past what a jail watches.
        found.append((numbers, _denied_if_set(flags, _WRITING, _WRITING)))
        if left.truncation:
            found.append((numbers, _denied_if_set(flags, _TRUNCATING | _WRITING, _TRUNCATING)))
    return found


def _denied_if(argument: int, values: tuple[int, ...]) -> list[bytes]:
    """Denied if an argument is one of some values."""
    tests = [
        _step(_EQUAL, value, len(values) - 1 - n, int(n == len(values) - 1)) for n, value in enumerate(values)
    ]
    return [_argument(argument), *tests, _step(_RETURN, _DENY)]


def _denied_unless(argument: int, value: int) -> list[bytes]:
    """Denied unless an argument has a value."""
    return [_argument(argument), _step(_EQUAL, value, 1, 0), _step(_RETURN, _DENY)]


def _denied_if_set(argument: int, mask: int, bits: int) -> list[bytes]:
    """Denied if, of the bits of a mask, an argument has exactly these."""
    return [_argument(argument), _step(_AND, mask), _step(_EQUAL, bits, 0, 1), _step(_RETURN, _DENY)]


def _argument(position: int) -> bytes:
    """Load the lower half of an argument: the kernel reads no more of these."""
    return _step(_LOAD, 16 + 8 * position)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return _STEP.pack(code, if_true, if_false, value & 0xFFFFFFFF)


def _load(instructions: bytes) -> None:
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]

    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    record = Program(len(instructions) // _STEP.size, ctypes.cast(buffer, ctypes.c_void_p))
    system.checked(system.libc().prctl(22, 2, ctypes.byref(record), 0, 0), "seccomp")
