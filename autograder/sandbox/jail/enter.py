"""What a forked child does before it runs a student's first line: it gives up all it does not need.

The order matters: namespaces come with the fork, then files, then limits, then privileges, then calls.
"""

from __future__ import annotations

import os
import resource

from autograder.sandbox.jail import landlock, seccomp, system
from autograder.sandbox.jail.command import HOME, NOBODY, readable_paths
from autograder.sandbox.protocol import Limits

NAMESPACES = system.CLONE_NEWUSER | system.CLONE_NEWPID | system.CLONE_NEWNS | system.CLONE_NEWIPC
"""Each submission's own: users, processes, files, shared memory."""
_PROC_FILES = (
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/filesystems",
    "/proc/sys/vm/overcommit_memory",
)
_DEVICES = ("/dev/urandom", "/dev/random", "/dev/zero", "/dev/full")
_MIB = 1 << 20


def flags(kind: str) -> int:
    """Namespaces into which a child of a jail of this kind is forked."""
    return NAMESPACES if kind == "bwrap" else 0


def prepare(kind: str, readable: tuple[str, ...] = ()) -> None:
    """Work out before the fork what is the same for each child of a jail of this kind."""
    readable_paths(readable)
    if kind != "none" and seccomp.supported():
        seccomp.program(network=False, signals_to=None)


def enter(kind: str, limits: Limits, *, home: str = HOME, readable: tuple[str, ...] = ()) -> None:
    """Enclose this process for good.

    Args:
        kind: "bwrap" (inside bubblewrap), "landlock" or "none".
        limits: what it may use up.
        home: its private folder; it is empty, and becomes the working folder.
        readable: more folders that it may read.
    """
    if kind == "bwrap":
        _own_files(limits.file_megabytes, readable)
    os.chdir(home)
    _limit(limits, others=0 if kind == "bwrap" else _threads_of_user())
    _close_standard_streams()
    if kind == "none":
        return
    if kind == "landlock":
        if os.geteuid() == 0:
            os.chown(home, NOBODY, NOBODY)
            # Libraries may lie in root's home. Landlock still decides which of them can be read.
            system.change_user(NOBODY, keep=(system.CAP_DAC_READ_SEARCH,))
        system.no_new_privileges()
        own = f"/proc/{os.getpid()}"
        landlock.restrict((*readable_paths(readable), own, *_PROC_FILES, *_DEVICES), (home, "/dev/null"))
        sandboxed_signals = None if landlock.abi() >= 6 else os.getpid()
        seccomp.install(network=False, signals_to=sandboxed_signals)
        return
    system.no_new_privileges()
    system.keep_capabilities()
    if seccomp.supported():
        # All submissions of a warm process share its empty network; without sockets they cannot meet there.
        seccomp.install(network=False)


def map_user(user: int, group: int) -> None:
    """Tell a new user namespace who its only user is."""
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _own_files(megabytes: int, readable: tuple[str, ...]) -> None:
    system.mount(None, "/", None, system.MS_REC | system.MS_PRIVATE)
    quiet = system.MS_NOSUID | system.MS_NODEV
    # The interpreter may lie in /tmp: it is held open, and comes back on top of the empty folder.
    covered = {p: os.open(p, os.O_PATH) for p in readable_paths(readable) if p.startswith("/tmp/")}
    for folder, size in ((HOME, megabytes), ("/tmp", megabytes), ("/dev/shm", min(megabytes, 64))):
        system.mount("tmpfs", folder, "tmpfs", quiet, f"size={size}m,nr_inodes=20k,mode=700")
    for path, descriptor in covered.items():
        os.makedirs(path)
        system.mount(f"/proc/self/fd/{descriptor}", path, None, system.MS_BIND | system.MS_REC)
        os.close(descriptor)
    system.mount("proc", "/proc", "proc", quiet | system.MS_NOEXEC)


def _limit(limits: Limits, others: int) -> None:
    with open("/proc/self/statm") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    seconds = int(limits.seconds) + 1
    wanted = {
        resource.RLIMIT_AS: mapped + limits.memory_megabytes * _MIB,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: limits.file_megabytes * _MIB,
        resource.RLIMIT_NPROC: others + limits.processes,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CORE: 0,
    }
    for which, value in wanted.items():
        highest = resource.getrlimit(which)[1]
        value = value if highest == resource.RLIM_INFINITY else min(value, highest)
        resource.setrlimit(which, (value, value))


def _threads_of_user() -> int:
    """Threads that this user runs already: the limit on processes counts them all."""
    total, user = 0, os.geteuid()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{name}").st_uid == user:
                total += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            continue  # it has just ended
    return total


def _close_standard_streams() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
