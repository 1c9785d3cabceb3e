"""The cloth of which the clothes are made: grey level, folds, stripes, checks, blossoms, grain."""

import numpy as np

from traindnn.data.shapes import Chances, Floats, pixel_grid, wave

SIZE = 28
X, Y = pixel_grid(SIZE)


def cloth(c: Chances, pattern: float) -> tuple[Floats, Floats]:
    """Weave a cloth for each image.

    Args:
        c: the images' random numbers.
        pattern: probability of a pattern.

    Returns:
        The plain colour ``(n, 1, 1)`` and the cloth ``(n, 28, 28)``, float32 from 0 to 1.
    """
    dark = c.happens(0.2)
    colour = dark * c.between(0.1, 0.45) + (1 - dark) * c.between(0.5, 0.95)
    folds = 1 + c.between(0.02, 0.3) * (c.blotches(5, SIZE, "folds") - 0.5) * 2
    round_off = 1 - c.between(0, 0.25) * X * X
    fabric = colour * (folds * round_off + c.grain(SIZE) * c.between(0.0, 0.045))
    kind = c.between(0, 1) / np.float32(max(pattern, 1e-3))
    contrast = c.between(0.2, 0.8) * (0.5 - (colour > 0.5)) * 2
    return colour, np.clip(fabric + contrast * _pattern(c, kind), 0.02, 1)


def contrasting(c: Chances, colour: Floats) -> Floats:
    """Choose a grey level that can be told from a colour, darker or lighter; ``(n, 1, 1)``."""
    step = c.between(0.2, 0.6)
    lighter = (colour < 0.35) + (colour < 0.7) * c.happens(0.3) > 0
    return np.clip(colour + np.where(lighter, step, -step), 0, 1)


def _pattern(c: Chances, kind: Floats) -> Floats:
    often, phase = c.between(1.5, 5), c.between(0, 1)
    across = wave(Y * often + phase) > c.between(0.3, 0.7)
    along = wave(X * often + phase) > c.between(0.3, 0.7)
    blossoms = np.clip((c.blotches(10, SIZE, "blossoms") - 0.4) * c.between(2, 5), 0, 0.8)
    stripes, checks = 1.0 * across, 0.5 * across + 0.5 * along
    chosen = np.select([kind < 0.4, kind < 0.6, kind < 1.0], [stripes, checks, blossoms], 0)
    return chosen.astype(np.float32)
