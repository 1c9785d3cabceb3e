"""A seccomp filter that takes away the system calls no exercise needs.

Denied: namespaces, mounts, tracing, other processes' memory, BPF, keyrings, kernel modules, io_uring,
memory that no limit counts (System V segments, memfd). Everything else stays allowed.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from functools import lru_cache

from autograder.sandbox.jail import system

_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Call numbers: (x86_64, aarch64). Numbers above 423 are the same everywhere.
_DENIED = {
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "open_by_handle_at": (304, 265),
    "memfd_create": (319, 279), "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186),
    "pidfd_getfd": (438, 438), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "memfd_secret": (447, 447),
}  # fmt: skip
_NETWORK = {"socket": (41, 198), "connect": (42, 203), "bind": (49, 200)}
_SIGNALS = {
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
}
_CLONE, _CLONE3 = {"x86_64": 56, "aarch64": 220}, 435
_NEW_NAMESPACES = 0x7E020000
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_STEP = struct.Struct("HBBI")
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000


def supported() -> bool:
    """Whether the filter's call numbers are known for this machine."""
    return platform.machine() in _ARCHITECTURE


def install(*, network: bool = True, signals_to: int | None = None) -> None:
    """Filter this process's system calls from now on; needs `no_new_privileges` first.

    Args:
        network: False also denies sockets, for a jail without a network namespace.
        signals_to: the one process number that may still be signalled; None leaves signals alone.
    """
    _load(program(network=network, signals_to=signals_to))


@lru_cache(maxsize=4)
def program(*, network: bool, signals_to: int | None) -> bytes:
    """The filter's instructions; see `install`. Made once before a fork, each child finds them."""
    machine = platform.machine()
    column = list(_ARCHITECTURE).index(machine)
    steps = [
        _step(_LOAD, 4),
        _step(_EQUAL, _ARCHITECTURE[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, 0),
    ]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, 0x40000000, 0, 1), _step(_RETURN, _ERROR | errno.EPERM)]
    # The C library falls back from clone3, whose flags a filter cannot read, to clone.
    steps += [_step(_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _ERROR | errno.ENOSYS)]
    denied = [numbers[column] for numbers in (_DENIED if network else _DENIED | _NETWORK).values()]
    for number in denied:
        steps += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _ERROR | errno.EPERM)]
    if signals_to is not None:
        steps += _signal_steps(column, signals_to)
    steps += [
        _step(_EQUAL, _CLONE[machine], 0, 4),
        _step(_LOAD, 16),
        _step(_AND, _NEW_NAMESPACES),
        _step(_EQUAL, 0, 1, 0),
        _step(_RETURN, _ERROR | errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]
    return b"".join(steps)


def _signal_steps(column: int, own: int) -> list[bytes]:
    steps = []
    for name, numbers in _SIGNALS.items():
        if name in ("kill", "tgkill"):
            steps += [
                _step(_EQUAL, numbers[column], 0, 4),
                _step(_LOAD, 16),
                _step(_EQUAL, own, 1, 0),
                _step(_RETURN, _ERROR | errno.EPERM),
                _step(_LOAD, 0),
            ]
        else:
            steps += [_step(_EQUAL, numbers[column], 0, 1), _step(_RETURN, _ERROR | errno.EPERM)]
    return steps


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return _STEP.pack(code, if_true, if_false, value & 0xFFFFFFFF)


def _load(instructions: bytes) -> None:
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]

    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    record = Program(len(instructions) // _STEP.size, ctypes.cast(buffer, ctypes.c_void_p))
    system.checked(system.libc().prctl(22, 2, ctypes.byref(record), 0, 0), "seccomp")
