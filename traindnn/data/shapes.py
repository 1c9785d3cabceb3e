"""Shapes as signed distances, and the paint that goes on them, for a whole batch of images at once.

Coordinates run from -1 to 1, x to the right and y downwards. A distance is negative inside a shape;
``np.minimum`` of two is their union, ``np.maximum`` their intersection. Everything is made of
sums, products, quotients, square roots and comparisons, which IEEE 754 rounds the same on every
machine; sines and exponentials are not.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from traindnn.data.randomness import bells, uniforms

AWAY = 10
"""Added to a distance, takes a shape out of sight."""
Floats = NDArray[np.floating]
"""Floats in the shape that the docstring gives; float32 but for a few sums."""
Grid = Floats
"""Coordinates: float32 ``(n, size, size)``, or ``(1, size, size)`` where all images share them."""
Number = float | Floats
"""One number for all images, or one for each ``(n, 1, 1)``, or for each of their pixels."""
Layer = tuple[Number, Floats | np.float32]
"""Paint on an image: a distance ``(n, size, size)`` and a colour ``(n, 3, 1, 1)``, or a level of grey."""


def pixel_grid(size: int) -> tuple[Floats, Floats]:
    """Place the centres of the pixels.

    Args:
        size: pixels along a side.

    Returns:
        x and y, float32 ``(1, size, size)``.
    """
    centres = (np.arange(size, dtype=np.float32) * 2 + 1) / np.float32(size) - 1
    x, y = np.meshgrid(centres, centres)
    return x[None], y[None]


class Chances:
    """The random numbers of some images, taken one after the other."""

    def __init__(self, key: str, index: np.ndarray, count: int = 96):
        self.key, self.index = key, index
        self._columns = iter(uniforms(key, index, count).T)

    def __len__(self) -> int:
        return len(self.index)

    def between(self, low: float, high: float) -> Floats:
        """Take a number for each image, uniform from ``low`` to ``high``; float32 ``(n, 1, 1)``."""
        start, end = np.float32(low), np.float32(high)
        numbers: Floats = start + (end - start) * next(self._columns)
        return numbers[:, None, None]

    def around(self, mean: float, spread: float) -> Floats:
        """Take a number for each image, mostly near ``mean``, never further off than ``spread``."""
        return self.between(mean - spread / 2, mean + spread / 2) + self.between(-spread / 2, spread / 2)

    def happens(self, probability: float) -> Floats:
        """Toss a coin for each image; float32 0 or 1, ``(n, 1, 1)``."""
        return (self.between(0, 1) < np.float32(probability)).astype(np.float32)

    def grain(self, size: int) -> Floats:
        """Take bell-shaped noise for each pixel; float32 ``(n, size, size)``, mean 0, variance 1."""
        return bells(f"{self.key}/grain", self.index, size * size).reshape(-1, size, size)

    def blotches(self, cells: int, size: int, layer: str = "") -> Floats:
        """Take smooth noise with about ``cells`` blotches along a side, from 0 to 1."""
        corners = uniforms(f"{self.key}/blotches{layer}", self.index, (cells + 1) ** 2)
        return stretch(corners.reshape(-1, cells + 1, cells + 1), size)


def stretch(corners: Floats, size: int) -> Floats:
    """Enlarge a small lattice to an image, linearly between its corners.

    Args:
        corners: float32 ``(n, cells + 1, cells + 1)``.
        size: pixels along a side.

    Returns:
        float32 ``(n, size, size)``.
    """
    cells = corners.shape[1] - 1
    at = (np.arange(size, dtype=np.float32) + np.float32(0.5)) * np.float32(cells / size)
    low = np.floor(at).astype(np.int64)
    part = at - low
    rows = corners[:, low] * (1 - part)[:, None] + corners[:, low + 1] * part[:, None]
    image: Floats = rows[:, :, low] * (1 - part) + rows[:, :, low + 1] * part
    return image


def cover(distance: Floats, size: int, softness: Number = 1.0) -> Floats:
    """Turn a distance into the share of each pixel that lies inside, from 0 to 1."""
    share: Floats = np.clip(0.5 - distance * np.float32(size / 2 / softness), 0, 1)
    return share


def paint(canvas: Floats, share: Floats, colour: Number) -> Floats:
    """Lay a colour over a canvas where ``share`` is 1, mix where it is between 0 and 1."""
    return canvas + share * (colour - canvas)


def ellipse(x: Grid, y: Grid, cx: Number, cy: Number, rx: Number, ry: Number) -> Floats:
    """Distance from an ellipse about (cx, cy), exact for a circle."""
    u, v = (x - cx) / rx, (y - cy) / ry
    distance: Floats = (np.sqrt(u * u + v * v) - 1) * np.minimum(rx, ry)
    return distance


def box(
    x: Grid, y: Grid, cx: Number, cy: Number, half_x: Number, half_y: Number, rounding: Number = 0.0
) -> Floats:
    """Distance from an upright box with rounded corners."""
    u, v = np.abs(x - cx) - half_x + rounding, np.abs(y - cy) - half_y + rounding
    outside = np.sqrt(np.maximum(u, 0) ** 2 + np.maximum(v, 0) ** 2)
    distance: Floats = outside + np.minimum(np.maximum(u, v), 0) - rounding
    return distance


def limb(
    x: Grid, y: Grid, x0: Number, y0: Number, x1: Number, y1: Number, r0: Number, r1: Number | None = None
) -> Floats:
    """Distance from a thick line from (x0, y0) to (x1, y1) whose radius goes from r0 to r1."""
    r1 = r0 if r1 is None else r1
    dx, dy = x1 - x0, y1 - y0
    along = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy + np.float32(1e-6)), 0, 1)
    u, v = x - x0 - along * dx, y - y0 - along * dy
    distance: Floats = np.sqrt(u * u + v * v) - (r0 + (r1 - r0) * along)
    return distance


def outline(t: Floats, knots: Sequence[Number], values: Sequence[Number]) -> Floats:
    """Follow a line of straight pieces: ``values[k]`` at ``knots[k]``, constant beyond the ends."""
    result = values[0] + 0 * t
    for k in range(len(knots) - 1):
        along = np.clip((t - knots[k]) / np.maximum(knots[k + 1] - knots[k], np.float32(1e-3)), 0, 1)
        result = result + (values[k + 1] - values[k]) * along
    return result


def wave(t: Floats) -> Floats:
    """Zigzag of period 1 between 0 and 1."""
    height: Floats = np.abs(t - np.floor(t) - np.float32(0.5)) * 2
    return height


def turned(x: Grid, y: Grid, slope: Floats) -> tuple[Floats, Floats]:
    """Turn the coordinates by twice the angle whose tangent is ``slope``."""
    scale = 1 + slope * slope
    cos, sin = (1 - slope * slope) / scale, 2 * slope / scale
    return cos * x - sin * y, sin * x + cos * y
