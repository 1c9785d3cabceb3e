"""Random numbers from a counter: number j of image i depends on a key, i and j, and on nothing else.

The mixing is SplitMix64 (Steele, Lea and Flood, 2014), whole-number arithmetic that gives the same
bits on every machine and in every version of NumPy, for any choice of images at once.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniforms(key: str, index: np.ndarray, count: int) -> np.ndarray:
    """Draw numbers for some images.

    Args:
        key: any text; another key gives independent numbers.
        index: whole numbers ``(n,)``, the images.
        count: how many numbers an image gets; the first ones do not depend on it.

    Returns:
        float32 ``(n, count)``, uniform on [0, 1), multiples of 2**-24.
    """
    start = np.frombuffer(hashlib.sha256(key.encode()).digest(), "<u8", 1)
    state = _mix(start + _mix(np.asarray(index, np.uint64)) * GOLDEN)
    bits = _mix(state[:, None] + GOLDEN * np.arange(1, count + 1, dtype=np.uint64))
    return (bits >> np.uint64(40)).astype(np.float32) * np.float32(2**-24)


def bells(key: str, index: np.ndarray, count: int) -> np.ndarray:
    """Draw bell-shaped numbers: the sum of four uniform ones, with mean 0 and variance 1.

    Sums need no logarithm or cosine, whose last digit differs between machines.

    Args:
        key: as for `uniforms`.
        index: as for `uniforms`.
        count: as for `uniforms`.

    Returns:
        float32 ``(n, count)`` between -3.47 and 3.47.
    """
    start = np.frombuffer(hashlib.sha256(key.encode()).digest(), "<u8", 1)
    state = _mix(start + _mix(np.asarray(index, np.uint64)) * GOLDEN)
    bits = _mix(state[:, None] + GOLDEN * np.arange(1, count + 1, dtype=np.uint64))
    # One 64-bit number holds four of 16 bits.
    total = np.zeros_like(bits)
    for shift in (0, 16, 32, 48):
        total += (bits >> np.uint64(shift)) & np.uint64(0xFFFF)
    return (total.astype(np.float32) - np.float32(2 * 65535)) * np.float32(3**0.5 / 65536)


def balanced_labels(key: str, index: np.ndarray, classes: int = 10) -> np.ndarray:
    """Give each image a label; each run of ``classes`` images holds every label once.

    Args:
        key: as for `uniforms`.
        index: as for `uniforms`.
        classes: number of labels.

    Returns:
        int64 ``(n,)`` from 0 to ``classes - 1``.
    """
    index = np.asarray(index)
    order = np.argsort(uniforms(key, index // classes, classes), axis=1, kind="stable")
    labels: np.ndarray = order[np.arange(len(index)), index % classes].astype(np.int64)
    return labels
