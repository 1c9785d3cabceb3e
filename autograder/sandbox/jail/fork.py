"""Forking into new namespaces in one step, which Python has no function for.

Unsharing and then forking would fork twice, and a fork is most of what a submission costs. So clone(2) is
called past the C library, which keeps the number of each thread in a block of its own and would not learn
about the child's: the kernel is told to write it there, if the place can be found. It can be on x86_64 with
glibc; elsewhere, and where the place cannot be told, the child's C library keeps the parent's number, which
matters to nobody but `pthread_kill` and robust mutexes.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal

from autograder.sandbox.jail import system

_CLONE_CHILD_CLEARTID, _CLONE_CHILD_SETTID = 0x00200000, 0x01000000
_CLONE_NUMBER = {"x86_64": 56, "aarch64": 220}
_WORDS_SEARCHED = 512
"""Words at the beginning of a thread's block in which its number is looked for."""


def fork_into(flags: int) -> int:
    """Fork this single-threaded process, the child in new namespaces; `os.fork` itself where ``flags`` is 0.

    Args:
        flags: sum of ``CLONE_NEW…`` flags.

    Returns:
        0 in the child, the child's process number in the parent.

    Raises:
        OSError: if the kernel refuses, or this machine's number of clone(2) is not known.
    """
    if not flags:
        return os.fork()
    number = _CLONE_NUMBER.get(platform.machine())
    if number is None:
        raise OSError(f"expected a machine of {', '.join(_CLONE_NUMBER)}. Received: {platform.machine()}")
    python = ctypes.pythonapi
    for name in ("PyOS_BeforeFork", "PyOS_AfterFork_Child", "PyOS_AfterFork_Parent"):
        getattr(python, name).restype = None
    call = ctypes.PyDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    slot = thread_number_address()
    if slot:
        flags |= _CLONE_CHILD_SETTID | _CLONE_CHILD_CLEARTID
    # The two architectures order the last two arguments differently; both get the same address.
    words = [ctypes.c_long(word) for word in (number, flags | signal.SIGCHLD, 0, 0)]
    tail = (0, slot) if platform.machine() == "aarch64" else (slot, 0)
    python.PyOS_BeforeFork()
    pid: int = call(*words, *(ctypes.c_long(word) for word in tail))
    if pid == 0:
        python.PyOS_AfterFork_Child()
    else:
        python.PyOS_AfterFork_Parent()
    return system.checked(pid, "clone")


def thread_number_address() -> int:
    """Address at which the C library keeps this thread's number; 0 where it cannot be told."""
    own = system.libc().pthread_self
    own.restype = ctypes.c_void_p
    base = own()
    if platform.machine() != "x86_64" or not base:
        return 0
    words = (ctypes.c_int32 * _WORDS_SEARCHED).from_address(base)
    found = [index for index, word in enumerate(words) if word == os.getpid()]
    return base + 4 * found[0] if len(found) == 1 else 0
