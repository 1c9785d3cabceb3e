"""A tiny data set with the attributes of `traindnn.data.Dataset`, which trains in a blink."""

from dataclasses import dataclass
from typing import Any

import numpy as np


class TinySource:
    @staticmethod
    def describe():
        return "Three noisy patterns, drawn for a test."


@dataclass(frozen=True)
class TinyData:
    x_train: np.ndarray
    y_train: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray
    source: Any = TinySource


def draw(n_train=200, n_val=50, shape=(4, 4), n_classes=3, seed=0):
    rng = np.random.default_rng(seed)
    patterns = rng.normal(size=(n_classes, *shape))
    y = rng.integers(n_classes, size=n_train + n_val)
    x = (patterns[y] + rng.normal(size=(len(y), *shape))).astype("float32")
    return TinyData(x[:n_train], y[:n_train], x[n_train:], y[n_train:])
