"""Bird and frog."""

from collections.abc import Sequence

import numpy as np

from traindnn.data.cifar_colours import (
    BLACK,
    BLUE,
    BROWN,
    DARK,
    GREY,
    LEAF,
    MUD,
    OCHRE,
    OLIVE,
    RUST,
    TAN,
    WHITE,
    YELLOW,
    colours,
)
from traindnn.data.shapes import AWAY, Chances, Grid, Layer, ellipse, limb


def bird(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of a bird, perched or in flight, in its own coordinates ``(n, 32, 32)``."""
    coat = colours(c, (GREY, BLACK, WHITE, BROWN, BLUE, RUST, OCHRE))
    marks = colours(c, (WHITE, BLACK, TAN))
    rise, plump = c.between(-0.1, 0.4), c.between(0.18, 0.36)
    hx, hy = c.between(0.35, 0.55), -rise - c.between(0.05, 0.4)
    body = limb(u, v, -0.3, 0.1 * rise, 0.25, -rise * 0.6, plump * 0.8, plump)
    head = limb(u, v, 0.25, -rise * 0.6, hx, hy, plump * 0.6, c.between(0.13, 0.2))
    beak = limb(u, v, hx + 0.1, hy, hx + c.between(0.25, 0.4), hy + c.between(0, 0.1), 0.06, 0.02)
    tail = limb(u, v, -0.35, 0.05, -0.75 - c.between(0, 0.3), c.between(0, 0.4), 0.1, 0.07)
    flying = c.happens(0.35)
    legs = np.minimum(limb(u, v, -0.05, 0.2, 0, 0.7, 0.03), limb(u, v, 0.1, 0.2, 0.15, 0.7, 0.03))
    span, sweep = c.between(0.6, 1.0), c.between(-0.5, 0.1)
    spread = np.minimum(
        limb(u, v, 0.0, -0.1, sweep, -span, 0.22, 0.05),
        limb(u, v, 0.05, 0, sweep, span * c.between(0, 1), 0.2, 0.05),
    )
    folded = limb(u, v, 0.1, -0.05, -0.45, 0.1, plump * 0.5, 0.05)
    breast = np.maximum(ellipse(u, v, 0.2, plump * 0.6, 0.35, plump), body) + AWAY * c.happens(0.4)
    eye = ellipse(u, v, hx + 0.03, hy - 0.03, 0.04, 0.04)
    return [
        (legs + AWAY * flying, coat * 0.5), (spread + AWAY * (1 - flying), coat * 0.8),
        (np.minimum(np.minimum(body, head), tail), coat), (breast, marks),
        (folded + AWAY * flying, coat * 0.65), (beak, colours(c, (TAN, BLACK, YELLOW))),
        (eye, DARK),
    ]  # fmt: skip


def frog(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of a frog: squat, bulging eyes, folded legs; in its own coordinates ``(n, 32, 32)``."""
    coat = colours(c, (LEAF, LEAF, OLIVE, OLIVE, MUD, BROWN, TAN))
    tall = c.between(0.25, 0.42)
    body = limb(u, v, -0.35, 0.1, 0.3, -0.1, tall, tall * c.between(0.8, 1.0))
    head = ellipse(u, v, c.between(0.35, 0.5), -0.12, 0.36, tall * 0.8)
    thigh = limb(u, v, -0.45, 0.15, -0.1, 0.45, 0.2, 0.13)
    foot = limb(u, v, -0.1, 0.5, -0.6, 0.55, 0.09, 0.05)
    arm = limb(u, v, 0.3, 0.1, 0.35 + c.around(0, 0.2), 0.55, 0.1, 0.07)
    ex, ey = c.between(0.3, 0.5), -0.12 - tall * 0.75
    bulge = np.minimum(
        ellipse(u, v, ex, ey, 0.14, 0.13), ellipse(u, v, ex - c.between(0.15, 0.45), ey, 0.13, 0.12)
    )
    pupil = ellipse(u, v, ex + 0.02, ey, 0.07, 0.06)
    belly = np.maximum(ellipse(u, v, 0.2, tall * 0.8, 0.55, tall * 0.5), body)
    spots = np.maximum(ellipse(u, v, c.between(-0.5, 0), c.between(-0.2, 0.1), 0.12, 0.1), body)
    return [
        (np.minimum(foot, arm), coat * 0.8), (np.minimum(body, head), coat), (belly, 0.4 * coat + 0.45),
        (thigh, coat * 0.85), (bulge, coat * 1.1), (pupil, DARK),
        (spots + AWAY * c.happens(0.4), coat * 0.5),
    ]  # fmt: skip
