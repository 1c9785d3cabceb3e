"""Wrong labels on purpose: what a careless annotator does to a set."""

from dataclasses import replace

import numpy as np

from traindnn.data.dataset import Dataset

PARTS = ("train", "val", "test")


def mislabelled(dataset: Dataset, share: float, seed: int = 0, parts: tuple[str, ...] = PARTS[:2]) -> Dataset:
    """Give a random share of the samples a wrong label, each other class being equally likely.

    Args:
        dataset: any `Dataset`; it stays as it is.
        share: probability of a sample to be mislabelled.
        seed: non-negative int; decides which samples, and which labels they get.
        parts: parts to mislabel, of "train", "val" and "test". By default the test part stays clean: it
            says what was learned about the truth.

    Returns:
        A `Dataset` with the same images.

    Raises:
        ValueError: if ``share`` is not from 0 to 1, or a part is unknown.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"Expected 0 <= `share` <= 1. Received: share={share}")
    if not set(parts) <= set(PARTS):
        raise ValueError(f"Expected parts of {PARTS}. Received: parts={parts}")
    n_classes = len(dataset.class_names)
    changed = {}
    for part in parts:
        y = getattr(dataset, f"y_{part}")
        rng = np.random.default_rng([seed, PARTS.index(part)])
        wrong = rng.random(len(y)) < share
        changed[f"y_{part}"] = np.where(wrong, (y + rng.integers(1, n_classes, len(y))) % n_classes, y)
    return replace(dataset, **changed)
