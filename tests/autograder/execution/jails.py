"""Which jails this machine must have for a test, and running as an ordinary user."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from written import course

from autograder.grading.notebook import JailMissing

REPOSITORY = Path(__file__).parents[3]
KINDS = ("bwrap", "landlock")
USERS = ("root", "user")


def need_jail(kind, made):
    """``made`` if its jail of this kind works here; else the test is skipped, in CI it fails."""
    try:
        if kind == "bwrap" and not shutil.which("bwrap"):
            raise JailMissing("bubblewrap is not installed")
        found = made.warm(course())
        if found != kind:
            raise JailMissing(f"this machine got {found}")
        return made
    except JailMissing as error:
        missing(f"the jail {kind}: {error}")


def missing(what):
    """Skip the test for what this machine lacks; fail it in CI, which must have it."""
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"not here: {what}")


def run_as(user, words, python=None, environment=None, **further):
    """Run Python with some words as root or as an ordinary user, and return what it did.

    Root becomes the ordinary user in a view of the files in which that user can read this interpreter, which
    often lies in root's own home. Who is no root runs as who he is, and never as root.
    """
    start = [str(python or sys.executable), *words]
    if user == "root" and os.geteuid():
        pytest.skip("only root runs as root")
    if user == "user" and not os.geteuid():
        if not shutil.which("bwrap") or not shutil.which("setpriv"):
            missing("bubblewrap and setpriv, to become another user")
        home = Path.home()
        prefix = Path(os.path.realpath(sys.base_prefix))
        start = ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups", *start]
        view = ["bwrap", "--dev-bind", "/", "/", "--perms", "0755", "--tmpfs", str(home)]
        if prefix.is_relative_to(home):
            top = home / prefix.relative_to(home).parts[0]
            view += ["--ro-bind", str(top), str(top)]
        start = view + start
    own = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": "/tmp",
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    } | (environment or {})
    own["PYTHONPATH"] = f"{REPOSITORY}:{Path(__file__).parent}:{own.get('PYTHONPATH', '')}"
    return subprocess.run(start, capture_output=True, env=own, timeout=600, cwd="/", **further)
