"""Shapes as signed distances, and the paint that goes on them, for a whole batch of images at once.

Coordinates run from -1 to 1, x to the right and y downwards. A distance is negative inside a shape;
``np.minimum`` of two is their union, ``np.maximum`` their intersection. Everything is made of
sums, products, quotients, square roots and comparisons, which IEEE 754 rounds the same on every
machine; sines and exponentials are not.
"""

import numpy as np

from traindnn.data.randomness import bells, uniforms

AWAY = 10
"""Added to a distance, takes a shape out of sight."""


def pixel_grid(size: int) -> tuple[np.ndarray, np.ndarray]:
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

    def __len__(self):
        return len(self.index)

    def between(self, low, high) -> np.ndarray:
        """Take a number for each image, uniform from ``low`` to ``high``; float32 ``(n, 1, 1)``."""
        low, high = np.float32(low), np.float32(high)
        return (low + (high - low) * next(self._columns))[:, None, None]

    def around(self, mean, spread) -> np.ndarray:
        """Take a number for each image, mostly near ``mean``, never further off than ``spread``."""
        return self.between(mean - spread / 2, mean + spread / 2) + self.between(-spread / 2, spread / 2)

    def happens(self, probability) -> np.ndarray:
        """Toss a coin for each image; float32 0 or 1, ``(n, 1, 1)``."""
        return (self.between(0, 1) < np.float32(probability)).astype(np.float32)

    def grain(self, size: int) -> np.ndarray:
        """Take bell-shaped noise for each pixel; float32 ``(n, size, size)``, mean 0, variance 1."""
        return bells(f"{self.key}/grain", self.index, size * size).reshape(-1, size, size)

    def blotches(self, cells: int, size: int, layer: str = "") -> np.ndarray:
        """Take smooth noise with about ``cells`` blotches along a side, from 0 to 1."""
        corners = uniforms(f"{self.key}/blotches{layer}", self.index, (cells + 1) ** 2)
        return stretch(corners.reshape(-1, cells + 1, cells + 1), size)


def stretch(corners: np.ndarray, size: int) -> np.ndarray:
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
    return rows[:, :, low] * (1 - part) + rows[:, :, low + 1] * part


def cover(distance: np.ndarray, size: int, softness: float = 1.0) -> np.ndarray:
    """Turn a distance into the share of each pixel that lies inside, from 0 to 1."""
    return np.clip(0.5 - distance * np.float32(size / 2 / softness), 0, 1)


def paint(canvas: np.ndarray, share: np.ndarray, colour) -> np.ndarray:
    """Lay a colour over a canvas where ``share`` is 1, mix where it is between 0 and 1."""
    return canvas + share * (colour - canvas)


def ellipse(x, y, cx, cy, rx, ry) -> np.ndarray:
    """Distance from an ellipse about (cx, cy), exact for a circle."""
    u, v = (x - cx) / rx, (y - cy) / ry
    return (np.sqrt(u * u + v * v) - 1) * np.minimum(rx, ry)


def box(x, y, cx, cy, half_x, half_y, rounding=0.0) -> np.ndarray:
    """Distance from an upright box with rounded corners."""
    u, v = np.abs(x - cx) - half_x + rounding, np.abs(y - cy) - half_y + rounding
    outside = np.sqrt(np.maximum(u, 0) ** 2 + np.maximum(v, 0) ** 2)
    return outside + np.minimum(np.maximum(u, v), 0) - rounding


def limb(x, y, x0, y0, x1, y1, r0, r1=None) -> np.ndarray:
    """Distance from a thick line from (x0, y0) to (x1, y1) whose radius goes from r0 to r1."""
    r1 = r0 if r1 is None else r1
    dx, dy = x1 - x0, y1 - y0
    along = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy + np.float32(1e-6)), 0, 1)
    u, v = x - x0 - along * dx, y - y0 - along * dy
    return np.sqrt(u * u + v * v) - (r0 + (r1 - r0) * along)


def outline(t, knots, values) -> np.ndarray:
    """Follow a line of straight pieces: ``values[k]`` at ``knots[k]``, constant beyond the ends."""
    result = values[0] + 0 * t
    for k in range(len(knots) - 1):
        along = np.clip((t - knots[k]) / np.maximum(knots[k + 1] - knots[k], np.float32(1e-3)), 0, 1)
        result = result + (values[k + 1] - values[k]) * along
    return result


def wave(t: np.ndarray) -> np.ndarray:
    """Zigzag of period 1 between 0 and 1."""
    return np.abs(t - np.floor(t) - np.float32(0.5)) * 2


def turned(x, y, slope) -> tuple[np.ndarray, np.ndarray]:
    """Turn the coordinates by twice the angle whose tangent is ``slope``."""
    scale = 1 + slope * slope
    cos, sin = (1 - slope * slope) / scale, 2 * slope / scale
    return cos * x - sin * y, sin * x + cos * y
