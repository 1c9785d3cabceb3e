"""Which jails this machine must have for a test."""

import os
import shutil

import pytest
from written import course

from autograder.grading.notebook import JailMissing


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
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the jail {kind}: {error}")
        pytest.skip(f"no jail {kind} here: {error}")
