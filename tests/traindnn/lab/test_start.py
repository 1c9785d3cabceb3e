"""A fresh process that uses the lab writes nothing to stderr and hides no device."""

import os
import subprocess
import sys

import pytest

from traindnn.lab import _start

EVERYTHING = """
import os
before = dict(os.environ)
import numpy as np
from traindnn.lab import layers, models, training
from lab.tiny import draw
data = draw()
for width in range(2, 7):
    run = training.fit(lambda: models.mlp((4, 4), 3, (width,), dropout=0.5), data, epochs=1, seed=0)
    training.evaluate(run, data.x_val, data.y_val)
    training.predict(run, data.x_val)
layers.mc_predict(run.model, data.x_val, 2)
changed = {name for name in os.environ if os.environ[name] != before.get(name)}
print(sorted(changed - {"TF2_BEHAVIOR"}))
"""


@pytest.mark.backend
def test_nothing_is_written_and_no_device_is_hidden(request):
    done = subprocess.run(
        [sys.executable, "-W", "always::UserWarning", "-c", EVERYTHING],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(request.path.parents[1]), *sys.path])},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "CUDA_VISIBLE_DEVICES" not in done.stdout
    assert done.stdout.count("\n") == 1


def test_only_log_lines_are_held_back(capfd):
    with _start.without_log_lines():
        os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called are ...\n")
        os.write(2, b"I0000 00:00:1795426228.662679    8527 port.cc:153] oneDNN custom operations are on\n")
        os.write(2, b"2026-01-01 00:00:00.000000: I tensorflow/core/platform] To enable the following\n")
        os.write(2, b"Segmentation fault\n")
        print("a warning from Python", file=sys.stderr)
    assert sorted(capfd.readouterr().err.splitlines()) == ["Segmentation fault", "a warning from Python"]


def test_lines_are_passed_on_if_the_import_fails(capfd):
    def fails():
        with _start.without_log_lines():
            os.write(2, b"cannot open shared object\n")
            raise ImportError

    with pytest.raises(ImportError):
        fails()
    assert capfd.readouterr().err == "cannot open shared object\n"
