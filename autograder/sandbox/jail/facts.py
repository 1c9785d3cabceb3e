"""What this machine can enclose: for `autograder doctor`, and for the choice of a jail."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass

from autograder.sandbox import cgroups
from autograder.sandbox.jail import landlock, seccomp
from autograder.sandbox.jail.exposure import Exposed

_INSTALL = (
    "Install bubblewrap (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap) and allow "
    "user namespaces, or use Linux 5.13 or later with Landlock"
)
_WITHOUT = "or run with `--jail none`, which encloses nothing: only for code that you trust"


@dataclass(frozen=True)
class Fact:
    """One thing that the grader can use, and whether this machine has it."""

    name: str
    """What it is."""
    present: bool
    """Whether it is there."""
    detail: str
    """Version or reason, and what to do where it is missing."""


def facts() -> list[Fact]:
    """All that matters for the jail on this machine, best first."""
    version, limit, grouped = _bubblewrap_version(), _user_namespaces(), cgroups.available()
    found = landlock.abi()
    return [
        Fact(
            "Linux",
            platform.system() == "Linux",
            f"{platform.system()} {platform.release()}, {platform.machine()}",
        ),
        Fact("bubblewrap", bool(version), version or "not installed: apt install bubblewrap"),
        Fact("user namespaces", limit > 0, f"up to {limit:,}" if limit > 0 else _namespaces_advice()),
        Fact("Landlock", found > 0, f"version {found}" if found else "Linux 5.13 or later has it"),
        Fact("seccomp", seccomp.supported(), f"call numbers of {platform.machine()}"),
        Fact(
            "limits",
            platform.system() == "Linux",
            "memory, files and processes of a submission are counted together, ten times a second",
        ),
        Fact(
            "control groups",
            grouped,
            "the kernel keeps these limits too"
            if grouped
            else "not for this user, so counting alone; as root or in a desktop's terminal they may be there",
        ),
        Fact(
            "fair time",
            counts_waiting(),
            "time for which others kept a cell from its processor does not count"
            if counts_waiting()
            else "the kernel does not tell who waits (schedstat): give cells more time on a busy machine",
        ),
    ]


def counts_waiting() -> bool:
    """Whether the kernel counts how long a process waits for a processor."""
    return os.path.exists("/proc/self/schedstat")


def refused() -> list[str]:
    """Jails that are there and are not taken by themselves: why, and what to do instead."""
    if platform.system() == "Linux" and landlock.abi() and not seccomp.supported():
        return [
            "landlock: by calls that it leaves open students could reach their neighbours' work, and the "
            f"filter of calls is not made for {platform.machine()}"
        ]
    return []


def candidates(choice: str) -> list[str]:
    """Kinds of jail to try for the setting ``choice``, best first.

    Args:
        choice: "auto" or one kind.

    Returns:
        Kinds whose parts are installed; empty where the machine has none. They may still fail to start.
    """
    if choice != "auto":
        return [choice]
    linux = platform.system() == "Linux"
    has = {
        "bwrap": linux and shutil.which("bwrap"),
        "landlock": linux and landlock.abi() and seccomp.supported(),
    }
    return [kind for kind, present in has.items() if present]


def describe(kind: str) -> str:
    """What a jail of this kind encloses, in one line."""
    if kind == "bwrap":
        return "bubblewrap: no network, private files, processes and memory, the system read-only"
    if kind == "none":
        return "none: the student's code can read, change and send whatever this account can"
    return (
        f"Landlock and seccomp: no network, only the submission's own files; open: {'; '.join(left_open())}"
    )


def left_open() -> tuple[str, ...]:
    """What Landlock does not hide from student code on this machine. None of it can be read or changed."""
    shared = ("the kernel's count of processes, shared with neighbours",) if os.geteuid() else ()
    return ("names and sizes of hidden files", "processes are not hidden", *shared)


def exposure_advice(found: Exposed, further: tuple[str, ...]) -> str:
    """Why students' code could read the course, and what to move."""
    start = (
        f"expected the course apart from what students' code may read. Received: {found.private}, "
        f"which students' code would reach through {found.readable}. "
    )
    if found.readable in {
        form for path in further for form in (os.path.abspath(path), os.path.realpath(path))
    }:
        return f"{start}Name a narrower folder in c.Autograder.readable, or move the data out of the course."
    return (
        f"{start}That folder belongs to the Python environment or the system: move the course out of it, or "
        "make the environment in a folder of its own (python -m venv .venv)."
    )


def advice(choice: str, reasons: list[str]) -> str:
    """Why no jail could be had, and what to do."""
    tried = " ".join(f"Tried {reason.rstrip('.')}." for reason in reasons)
    what = (
        "no jail for students' code on this machine"
        if choice == "auto"
        else f"the jail {choice!r} does not work here"
    )
    return f"{what}. {tried} {_INSTALL}, {_WITHOUT}.".replace("  ", " ")


def _bubblewrap_version() -> str:
    path = shutil.which("bwrap")
    if not path:
        return ""
    said = subprocess.run([path, "--version"], capture_output=True, text=True)
    return f"{said.stdout.strip()} ({path})"


def _user_namespaces() -> int:
    try:
        with open("/proc/sys/user/max_user_namespaces") as file:
            limit = int(file.read())
    except (OSError, ValueError):
        return 0
    return 0 if _says("/proc/sys/kernel/unprivileged_userns_clone", "0") and os.geteuid() else limit


def _namespaces_advice() -> str:
    return "switched off: sysctl -w user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1"


def _says(path: str, text: str) -> bool:
    try:
        with open(path) as file:
            return file.read().strip() == text
    except OSError:
        return False
