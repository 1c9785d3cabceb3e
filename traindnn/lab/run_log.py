"""Notes every training run of a process in a file, where one is asked for: that is how the record is made.

The environment variable ``TRAINDNN_RUNS`` names the file; each run becomes a line of JSON.
"""

import json
import os
from pathlib import Path
from typing import Any

from traindnn.lab.runs import Run

VARIABLE = "TRAINDNN_RUNS"
DIGITS = 5
"""Digits of a metric that are kept."""


def note(run: Run) -> None:
    """Append a run to the file that the environment names; without one, do nothing.

    Args:
        run: what was trained.

    Raises:
        OSError: if the file cannot be written.
    """
    if path := os.environ.get(VARIABLE):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(as_data(run), default=str) + "\n")


def as_data(run: Run) -> dict[str, Any]:
    """Settings and numbers of a run, as JSON can hold them: metrics by epoch, without times and weights."""
    return {
        "settings": run.settings,
        "n_train": run.n_train,
        "n_parameters": run.n_parameters,
        "source": run.source,
        "seed": run.seed,
        "lr": _rounded(run.lr),
        "history": {metric: _rounded(values) for metric, values in run.history.items()},
    }


def _rounded(values: tuple[float, ...]) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]
