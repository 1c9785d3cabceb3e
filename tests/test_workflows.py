"""The workflows are valid, run nothing but make targets that exist here, and every dependency is locked."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EXTRAS_IN_THE_LOCK = ("book", "autograder", "test", "jax")

each_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)


def steps(workflow):
    """The shell commands of a workflow."""
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    return [step["run"] for job in jobs for step in job["steps"] if "run" in step]


@each_workflow
def test_workflow_follows_the_schema_of_github(workflow):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, str(workflow)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@each_workflow
def test_workflow_runs_targets_that_exist(workflow):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    called = {word for run in steps(workflow) for word in re.findall(r"^make ([a-z-]+)", run, re.M)}
    assert called <= targets
    assert called or any(".ci/run" in run for run in steps(workflow))


def locked(file):
    """Name and version of each line of a lock file that holds for Python 3.11 to 3.13 alike."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    pins = [re.match(r"([\w.-]+)==([^\s;]+)", line) for line in lines]
    return {canonicalize_name(pin[1]): pin[2] for pin in pins if pin}


def wanted(extras):
    """The requirements of the project and of some of its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = project["dependencies"] + [
        line for extra in extras for line in project["optional-dependencies"][extra]
    ]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-cuda.txt"])
def test_every_dependency_is_locked_within_its_range(file):
    pins = locked(file)
    for requirement in wanted(EXTRAS_IN_THE_LOCK):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} is not in {file}: run make lock"
        assert pins[name] in requirement.specifier, f"{name}: run make lock"


def test_lock_files_pin_every_line():
    for file in ("requirements.txt", "requirements-cuda.txt"):
        for line in (ROOT / file).read_text("utf-8").splitlines():
            if line and not line.startswith(("#", " ", "-")):
                assert re.match(r"[\w.\[\],-]+==\S+", line), f"{file}: {line}"
