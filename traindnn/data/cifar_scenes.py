"""Scenes for the CIFAR-10 stand-in: a background, a subject in it, things that lie about, the light."""

from collections.abc import Callable, Sequence

import numpy as np

from traindnn.data.shapes import (
    AWAY,
    Chances,
    Floats,
    Grid,
    Layer,
    cover,
    ellipse,
    limb,
    paint,
    pixel_grid,
    turned,
)

Draw = Callable[[Chances, Grid, Grid], Sequence[Layer]]
"""From the images' chances and a subject's own coordinates to its layers."""

SIZE = 32
X, Y = pixel_grid(SIZE)

# Colour above the horizon, colour below it, roughness above, roughness below.
SCENES = {
    "sky": ((0.50, 0.66, 0.85), (0.62, 0.74, 0.86), 0.12, 0.12),
    "sea": ((0.62, 0.73, 0.82), (0.25, 0.42, 0.52), 0.12, 0.25),
    "meadow": ((0.52, 0.60, 0.52), (0.42, 0.52, 0.26), 0.35, 0.35),
    "forest": ((0.26, 0.32, 0.20), (0.38, 0.38, 0.24), 0.6, 0.5),
    "road": ((0.58, 0.58, 0.56), (0.46, 0.45, 0.45), 0.4, 0.2),
    "room": ((0.55, 0.48, 0.42), (0.46, 0.38, 0.34), 0.35, 0.3),
    "plain": ((0.85, 0.85, 0.85), (0.82, 0.82, 0.82), 0.05, 0.05),
}


def picture(c: Chances, draw: Draw, scenes: dict[str, float], tilt: float) -> Floats:
    """Put a subject into scenes.

    Args:
        c: the images' random numbers.
        draw: function of the chances and the subject's own coordinates u and v that returns its
            layers: pairs of a distance ``(n, 32, 32)`` and a colour ``(n, 3, 1, 1)``.
        scenes: probability of each scene.
        tilt: tangent of half the largest angle by which the subject is turned.

    Returns:
        float32 ``(n, 3, 32, 32)``, mostly from 0 to 1.
    """
    canvas, ground = background(c, scenes)
    canvas = clutter(c, canvas, ground, 5)
    u, v, scale = pose(c, tilt)
    haze, fur = c.between(0.0, 0.5)[:, None], c.between(0.1, 0.6)[:, None]
    light = 1 + c.between(-0.1, 0.35)[:, None] * np.clip(-v, -0.8, 0.8)[:, None]
    shade = light * (1 + fur * (c.blotches(9, SIZE, "fur")[:, None] - 0.5))
    for distance, colour in draw(c, u, v):
        share = cover(distance * scale, SIZE, 1.3)[:, None]
        canvas = paint(canvas, share, (colour + haze * (ground - colour)) * shade)
    canvas = clutter(c, canvas, ground, 1)
    return exposed(c, canvas)


def background(c: Chances, scenes: dict[str, float]) -> tuple[Floats, Floats]:
    """Paint the scenes without a subject.

    Args:
        c: the images' random numbers.
        scenes: probability of each scene.

    Returns:
        The canvas ``(n, 3, 32, 32)`` and the colour below the horizon ``(n, 3, 1, 1)``, float32.
    """
    bounds = np.cumsum([scenes.get(name, 0.0) for name in SCENES])[:-1]
    kind = np.searchsorted(bounds, c.between(0, 1)[:, 0, 0], side="right")
    table = [np.asarray(column, np.float32)[kind] for column in zip(*SCENES.values(), strict=True)]
    bright = c.between(0.55, 1.4)[:, None]
    tint = np.stack([c.around(0, 0.14) for _ in range(3)], axis=1)
    above, below = (bright * column[:, :, None, None] + tint for column in table[:2])
    rough_above, rough_below = (column[:, None, None] for column in table[2:])
    share = cover(c.around(-0.1, 0.5) - Y + c.around(0, 0.1) * X, SIZE, c.between(1, 8))
    rough = (rough_above + share * (rough_below - rough_above)) * c.between(0.6, 1.8)
    texture = 0.6 * c.blotches(4, SIZE, "coarse") + 0.6 * c.blotches(13, SIZE, "fine") - 0.6
    canvas = paint(above, share[:, None], below) * (1 + 1.4 * rough * texture)[:, None]
    return canvas, below


def pose(c: Chances, tilt: float) -> tuple[Floats, Floats, Floats]:
    """Place a subject: anywhere near the middle, near or far, mirrored or not, tilted.

    Args:
        c: the images' random numbers.
        tilt: tangent of half the largest angle.

    Returns:
        The subject's coordinates u and v ``(n, 32, 32)``, and its scale ``(n, 1, 1)``.
    """
    mirrored = 1 - 2 * c.happens(0.5)
    u, v = turned((X - c.around(0, 0.4)) * mirrored, Y - c.around(0.05, 0.35), c.around(0, tilt))
    scale = c.between(0.45, 1.4)
    return u / scale / c.between(0.65, 1.1), v / scale / c.between(0.8, 1.15), scale


def clutter(c: Chances, canvas: Floats, ground: Floats, count: int) -> Floats:
    """Lay sticks and stones about, before or behind the subject."""
    for _ in range(count):
        x, y, size = c.between(-1, 1), c.between(-1, 1), c.between(0.05, 0.35)
        stone = ellipse(X, Y, x, y, size * c.between(0.5, 2), size)
        stick = limb(X, Y, x, y, x + c.around(0, 0.7), y + c.around(0, 0.7), size * 0.3)
        shape = np.where(c.happens(0.5) > 0, stone, stick) + AWAY * (1 - c.happens(0.6))
        colour = ground * c.between(0.4, 1.6)[:, None]
        canvas = paint(canvas, cover(shape, SIZE, 1.5)[:, None], colour)
    return canvas


def exposed(c: Chances, canvas: Floats) -> Floats:
    """Take the photograph: exposure, contrast, a cast of colour and a little grain."""
    cast = np.stack([c.around(1, 0.1) for _ in range(3)], axis=1)
    contrast = c.between(0.6, 1.25)[:, None]
    grain = c.grain(SIZE)[:, None] * c.between(0.005, 0.035)[:, None]
    return (canvas * cast - 0.5) * contrast + 0.5 + c.around(0, 0.14)[:, None] + grain
