"""What may differ by the backend of Keras holds on JAX too: the tests that are marked so run there again."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

FOLDER = Path(__file__).parent
MARK = "pytest." + "mark.backend"
MARKED = {path.name for path in FOLDER.glob("test_*.py") if MARK in path.read_text("utf-8")}
# Three jobs that take about as long: a process for each module would spend most of its time on imports.
ENGINE = {"test_engine.py"}
TRAINING = {"test_training.py", "test_batches.py", "test_gradients.py"}
JOBS = {"engine": ENGINE, "training": TRAINING, "others": MARKED - ENGINE - TRAINING}


def test_the_modules_of_the_jobs_are_marked():
    assert ENGINE | TRAINING < MARKED


@pytest.mark.minutes
@pytest.mark.slow
@pytest.mark.skipif(not importlib.util.find_spec("jax"), reason="JAX is not installed")
@pytest.mark.skipif(keras.backend.backend() == "jax", reason="already runs on JAX")
@pytest.mark.parametrize("job", JOBS)
def test_what_depends_on_the_backend_holds_on_jax(job, request):
    command = [sys.executable, "-m", "pytest", "-q", "-m", "backend", "-p", "no:cacheprovider"]
    # XLA optimizes the steps for the few that a test takes as for a long training: most of the time.
    env = os.environ | {"KERAS_BACKEND": "jax", "XLA_FLAGS": "--xla_backend_optimization_level=0"}
    if request.config.pluginmanager.hasplugin("_cov"):  # pytest-cov adds up all files of this name
        command += ["--cov", "--cov-report=", "--cov-fail-under=0"]
        env["COVERAGE_FILE"] = f"{env.get('COVERAGE_FILE', '.coverage')}.jax.{job}"
    done = subprocess.run(
        [*command, *(FOLDER / module for module in sorted(JOBS[job]))],
        capture_output=True,
        text=True,
        cwd=request.config.rootpath,
        env=env,
    )
    assert done.returncode == 0, done.stdout
