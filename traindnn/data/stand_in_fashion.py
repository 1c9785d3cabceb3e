"""Draw the stand-in for Fashion-MNIST: ten kinds of clothes, grey on black, 28 by 28.

The classes overlap as the real ones do: a shirt without a collar can look like a T-shirt, a coat
that is closed like a pullover.
"""

import numpy as np

from traindnn.data import fashion_shoes, fashion_things, fashion_tops
from traindnn.data.shapes import Chances

VERSION = 1

DRAWERS = (
    fashion_tops.t_shirt,
    fashion_things.trouser,
    fashion_tops.pullover,
    fashion_tops.dress,
    fashion_tops.coat,
    fashion_shoes.sandal,
    fashion_tops.shirt,
    fashion_shoes.sneaker,
    fashion_things.bag,
    fashion_shoes.ankle_boot,
)


def render(key: str, index: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Draw images.

    Args:
        key: text that names the set, the part and the version.
        index: whole numbers ``(n,)``, which images.
        labels: whole numbers ``(n,)`` from 0 to 9, what each shows.

    Returns:
        uint8 ``(n, 28, 28)``.
    """
    images = np.empty((len(index), 28, 28), np.uint8)
    for label, draw in enumerate(DRAWERS):
        here = np.flatnonzero(labels == label)
        if len(here):
            chances = Chances(f"{key}/{label}", index[here])
            images[here] = np.clip(draw(chances) * 255 + np.float32(0.5), 0, 255).astype(np.uint8)
    return images
