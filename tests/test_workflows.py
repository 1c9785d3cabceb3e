"""The workflows are valid, and run nothing but make targets that exist here."""

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

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


def test_make_test_leaves_out_no_folder_of_tests_but_those_with_a_browser(request):
    patterns = request.config.getini("norecursedirs")
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    parts = {part for folder in folders for part in folder.relative_to(ROOT).parts}
    left_out = {part for part in parts if any(fnmatch(part, pattern) for pattern in patterns)}
    assert left_out == {"browser", "jupyterlab"}


def test_every_bank_is_audited_every_week():
    weekly = yaml.safe_load((ROOT / ".github/workflows/weekly.yml").read_text("utf-8"))
    banks = sorted(path.parent.name for path in ROOT.glob("solutions/*/bank"))
    assert weekly["jobs"]["banks"]["strategy"]["matrix"]["set"] == banks
