"""The value of a test's last expression, read as points."""

from __future__ import annotations

import numpy as np


def score_of(value: object) -> str | None:
    """A number as text, for it may be nan; None for a value that is no score."""
    if isinstance(value, bool | np.bool) or not isinstance(value, int | float | np.integer | np.floating):
        return None
    return repr(float(value))
