"""What a forked child does before it runs a student's first line: it gives up all it does not need.

The order matters: namespaces come with the fork, then files, then limits, then privileges, then calls.
"""

from __future__ import annotations

import os
import resource
import stat

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
_DEVICES = ("/dev/urandom", "/dev/random", "/dev/full")
_MIB = 1 << 20
_USERS_FROM = 0x70000000
"""Users whom root makes up for submissions, one for each process number: beyond what systemd gives away."""
_ROOM_FOR_NEIGHBOURS = 8
"""Where submissions share a user, and so the kernel's count of processes, this many times a submission's own
limit; what one submission starts is counted by its fork server."""


def flags(kind: str) -> int:
    """Namespaces into which a child of a jail of this kind is forked."""
    return NAMESPACES if kind == "bwrap" else 0


def prepare(kind: str, readable: tuple[str, ...] = ()) -> None:
    """Work out before the fork what is the same for each child of a jail of this kind."""
    readable_paths(readable)
    if kind != "none" and seccomp.supported():
        seccomp.program(_left_open(kind, os.geteuid() != 0))


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
    as_root = os.geteuid() == 0
    own_user = kind == "bwrap" or (kind == "landlock" and as_root and _become_somebody(home))
    others = 0 if own_user else _threads_of_user() + _ROOM_FOR_NEIGHBOURS * limits.processes
    _limit(limits, others)
    _close_standard_streams()
    if kind == "none":
        return
    system.no_new_privileges()
    if kind == "landlock":
        own = f"/proc/{os.getpid()}"
        landlock.restrict((*readable_paths(readable), own, *_PROC_FILES, *_DEVICES), (home, "/dev/null"))
        seccomp.install(_left_open(kind, not own_user))
        return
    system.keep_capabilities()
    if seccomp.supported():
        # All submissions of a warm process share its empty network; without sockets they cannot meet there.
        seccomp.install(_left_open(kind, False))


def _left_open(kind: str, shares_user: bool) -> seccomp.Open:
    """What the other parts of a jail leave to the filter of calls."""
    if kind == "bwrap":
        return seccomp.NOTHING_OPEN
    version = landlock.abi()
    return seccomp.Open(
        names=True,
        same_user=shares_user,
        signals=None if version >= landlock.SCOPES_SIGNALS else os.getpid(),
        truncation=version < landlock.KNOWS_TRUNCATION,
    )


def _become_somebody(home: str) -> bool:
    """As root, become a user whom nobody else is; return False for `nobody`, where no other can be had."""
    for user in (_USERS_FROM + os.getpid(), NOBODY):
        try:
            os.chown(home, user, user)
            # Libraries may lie in root's home. Landlock still decides which of them can be read.
            system.change_user(user, keep=(system.CAP_DAC_READ_SEARCH,))
            system.die_with_parent()  # another user's process forgets that it was to
        except OSError:
            if user == NOBODY:
                raise
            continue  # a container may know few users
        return user != NOBODY
    return False


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
        _make_like(descriptor, path)
        system.mount(f"/proc/self/fd/{descriptor}", path, None, system.MS_BIND | system.MS_REC)
        os.close(descriptor)
    system.mount("proc", "/proc", "proc", quiet | system.MS_NOEXEC)
    # A shared mapping of zeros is memory that no limit counts.
    system.mount("/dev/null", "/dev/zero", None, system.MS_BIND)


def _make_like(descriptor: int, path: str) -> None:
    """Make an empty folder or file on which what the descriptor holds can be mounted."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        os.makedirs(path, exist_ok=True)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _limit(limits: Limits, others: int) -> None:
    with open("/proc/self/statm") as file:
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    seconds = int(limits.seconds) + 1
    wanted = {
        resource.RLIMIT_AS: mapped + limits.memory_megabytes * _MIB,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: limits.file_megabytes * _MIB,
        resource.RLIMIT_NPROC: others + limits.processes,
        resource.RLIMIT_MSGQUEUE: 0,
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
