"""What calls do in each jail, as root and as an ordinary user: outside nothing, at home what they should."""

import json
from pathlib import Path

import pytest
from jails import KINDS, USERS, run_as
from probes import ALLOWED, INSIDE, OUTSIDE

from autograder.sandbox.jail import facts

PROGRAM = str(Path(__file__).with_name("probes.py"))
PRETENDED = {"chmod", "chmod by descriptor of the folder", "utime"}
"""Calls that seem to work where the jail cannot hide the files of its user, and do nothing."""

LOST_WITH_AN_OLDER_ONE = {"end of an own child", "truncate own"}
"""Calls that a filter cannot tell from those that reach outside."""


@pytest.fixture(scope="module", params=[f"{kind}, {user}" for kind in KINDS for user in USERS])
def tried(request):
    """What became of the calls, by name, and of the file and the process outside."""
    return outcome(*request.param.split(", "))


@pytest.fixture(scope="module", params=[1, 2, 5])
def tried_on_older(request):
    """The same with a Landlock that knows less, as an ordinary user."""
    return outcome("landlock", "user", str(request.param))


def outcome(kind, user, *version):
    done = run_as(user, [PROGRAM, kind, *version])
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    found = json.loads(done.stdout)
    assert kind == "bwrap" or "Landlock" in found["isolation"]
    assert isinstance(found["seen"], dict), found["seen"]
    return found


@pytest.mark.jail
def test_nothing_outside_is_read_or_changed(tried):
    assert tried["after"] == tried["before"]
    done = {name for name in OUTSIDE if tried["seen"][name] == "done"}
    assert done <= PRETENDED | {"priority of all", "kill of all"}


@pytest.mark.jail
def test_nothing_outside_is_read_or_changed_with_an_older_landlock(tried_on_older):
    assert tried_on_older["after"] == tried_on_older["before"]
    assert {name for name in OUTSIDE if tried_on_older["seen"][name] == "done"} <= PRETENDED


@pytest.mark.jail
@pytest.mark.parametrize("name", INSIDE)
def test_calls_that_limits_do_not_reach_are_denied(tried, name):
    assert tried["seen"][name] in ("PermissionError", "FileNotFoundError", "OSError", "ValueError")


@pytest.mark.jail
@pytest.mark.parametrize("name", ALLOWED)
def test_what_honest_code_does_works(tried, name):
    assert tried["seen"][name] == "done"


@pytest.mark.jail
@pytest.mark.parametrize("name", sorted(set(ALLOWED) - LOST_WITH_AN_OLDER_ONE))
def test_what_honest_code_does_works_with_an_older_landlock(tried_on_older, name):
    assert tried_on_older["seen"][name] == "done"


def test_what_stays_open_is_named():
    assert "names and sizes of hidden files" in facts.describe("landlock")
