"""Colours of the CIFAR-10 stand-in, as red, green and blue from 0 to 1."""

from collections.abc import Sequence

import numpy as np

from traindnn.data.shapes import Chances, Floats

Colour = tuple[float, float, float]

BLACK, WHITE, SILVER, STEEL = (0.12, 0.12, 0.13), (0.88, 0.86, 0.84), (0.65, 0.66, 0.68), (0.40, 0.42, 0.44)
RED, BLUE, YELLOW, GREEN = (0.70, 0.14, 0.12), (0.18, 0.30, 0.60), (0.82, 0.66, 0.18), (0.20, 0.42, 0.30)
GREY, GINGER, FAWN, CHESTNUT = (0.45, 0.42, 0.40), (0.70, 0.46, 0.24), (0.58, 0.44, 0.28), (0.45, 0.25, 0.13)
BROWN, TAN, RUST, OCHRE = (0.36, 0.27, 0.19), (0.72, 0.58, 0.40), (0.65, 0.30, 0.20), (0.60, 0.55, 0.25)
LEAF, OLIVE, MUD = (0.36, 0.52, 0.18), (0.42, 0.42, 0.22), (0.42, 0.32, 0.20)

DARK, BRIGHT = np.float32(0.09), np.float32(0.85)
GLASS, HORN = np.asarray(((0.25, 0.32, 0.38), (0.41, 0.31, 0.20)), np.float32)[:, :, None, None]


def colours(c: Chances, palette: Sequence[Colour], spread: float = 0.12) -> Floats:
    """Choose a colour for each image from a palette, and vary it.

    Args:
        c: the images' random numbers.
        palette: colours, each as likely as the others.
        spread: largest change of brightness; the hue changes less.

    Returns:
        float32 ``(n, 3, 1, 1)`` from 0.02 to 1.
    """
    place = (c.between(0, 1)[:, 0, 0] * len(palette)).astype(np.int64)
    chosen = np.asarray(palette, np.float32)[place][:, :, None, None]
    tint = np.stack([c.around(0, spread * 0.6) for _ in range(3)], axis=1)
    return np.clip(chosen * (1 + 2 * c.around(0, spread)[:, None]) + tint, 0.02, 1)
