"""Clothes for the upper body: one cut with sleeves, neck and front, in five styles."""

from dataclasses import dataclass

import numpy as np

from traindnn.data.fashion_cloth import SIZE, X, Y, cloth, contrasting
from traindnn.data.shapes import AWAY, Chances, Floats, box, cover, ellipse, limb, outline, paint, wave


@dataclass(frozen=True)
class Style:
    """What is usual for a kind of garment: pairs are ranges, single numbers probabilities."""

    long: float
    """Sleeves down to the wrist."""
    bare: float
    """No sleeves."""
    chest: tuple[float, float]
    """Half the width below the arms."""
    waist: tuple[float, float]
    """Half the width at the waist, relative to the chest."""
    hem: tuple[float, float]
    """Half the width at the hem, relative to the chest."""
    bottom: tuple[float, float]
    """How far down the hem hangs."""
    collar: float
    opening: float
    """A row of buttons or a zip."""
    hood: float
    figure: float
    """A print on the chest."""
    pattern: float
    """Stripes, checks or blossoms all over."""


T_SHIRT = Style(
    long=0.05, bare=0.18, chest=(0.4, 0.6), waist=(0.86, 1.0), hem=(0.9, 1.06), bottom=(0.85, 1.0),
    collar=0.02, opening=0.03, hood=0.0, figure=0.4, pattern=0.25,
)  # fmt: skip
PULLOVER = Style(
    long=0.98, bare=0.0, chest=(0.44, 0.56), waist=(0.9, 1.04), hem=(0.86, 1.02), bottom=(0.8, 0.98),
    collar=0.05, opening=0.06, hood=0.1, figure=0.25, pattern=0.25,
)  # fmt: skip
COAT = Style(
    long=0.99, bare=0.01, chest=(0.42, 0.54), waist=(0.86, 1.0), hem=(0.95, 1.15), bottom=(0.88, 1.0),
    collar=0.6, opening=0.88, hood=0.2, figure=0.02, pattern=0.12,
)  # fmt: skip
SHIRT = Style(
    long=0.62, bare=0.06, chest=(0.42, 0.58), waist=(0.86, 1.02), hem=(0.9, 1.1), bottom=(0.82, 1.0),
    collar=0.66, opening=0.63, hood=0.0, figure=0.06, pattern=0.5,
)  # fmt: skip
DRESS = Style(
    long=0.2, bare=0.45, chest=(0.24, 0.41), waist=(0.65, 0.97), hem=(0.95, 1.6), bottom=(0.9, 1.0),
    collar=0.04, opening=0.06, hood=0.0, figure=0.02, pattern=0.25,
)  # fmt: skip


def t_shirt(chances: Chances) -> Floats:
    """Draw T-shirts and tops; float32 ``(n, 28, 28)`` from 0 to 1."""
    return top(chances, T_SHIRT)


def pullover(chances: Chances) -> Floats:
    """Draw pullovers; float32 ``(n, 28, 28)`` from 0 to 1."""
    return top(chances, PULLOVER)


def coat(chances: Chances) -> Floats:
    """Draw coats; float32 ``(n, 28, 28)`` from 0 to 1."""
    return top(chances, COAT)


def shirt(chances: Chances) -> Floats:
    """Draw shirts; float32 ``(n, 28, 28)`` from 0 to 1."""
    return top(chances, SHIRT)


def dress(chances: Chances) -> Floats:
    """Draw dresses; float32 ``(n, 28, 28)`` from 0 to 1."""
    return top(chances, DRESS)


def top(c: Chances, style: Style) -> Floats:
    """Draw a garment: sleeves, the body over them, then neck, collar, front and hood."""
    hooded = c.happens(style.hood)
    shoulder = c.around(-0.88, 0.06) + hooded * c.between(0.12, 0.25)
    lean = c.around(0, 0.05)
    x = X - lean * Y - c.around(0, 0.05)
    chest = c.between(*style.chest)
    body = _body(c, style, x, shoulder, chest)
    colour, fabric = cloth(c, style.pattern)
    sleeve = _sleeve(c, style, x, shoulder, chest)
    seam = c.between(0.35, 0.95)
    canvas = np.zeros_like(fabric)
    canvas = paint(canvas, cover(sleeve, SIZE), fabric * c.between(0.85, 1.05))
    canvas = canvas * (1 - cover(np.abs(body) - 0.02, SIZE, 1.5) * cover(sleeve, SIZE) * seam)
    canvas = paint(canvas, cover(body, SIZE), fabric)
    canvas = _front(c, style, canvas, body, x, shoulder, colour)
    canvas = _neck(c, style, canvas, x, shoulder, colour, hooded)
    return canvas


def _body(c: Chances, style: Style, x: Floats, shoulder: Floats, chest: Floats) -> Floats:
    waist, hem = chest * c.between(*style.waist), chest * c.between(*style.hem)
    bottom = c.between(*style.bottom)
    yoke = np.minimum(chest * c.between(0.8, 1.02), chest)
    waist_at = shoulder + (bottom - shoulder) * c.between(0.45, 0.65)
    knots = (shoulder, shoulder + c.between(0.08, 0.2), shoulder + 0.5, waist_at, bottom)
    width = outline(Y, knots, (c.between(0.16, 0.26), yoke, chest, waist, hem))
    curve = c.between(-0.06, 0.1) * (1 - x * x * 2)
    return np.maximum(np.maximum(np.abs(x) - width, shoulder - Y), Y - bottom - curve)


def _sleeve(c: Chances, style: Style, x: Floats, shoulder: Floats, chest: Floats) -> Floats:
    kind = c.between(0, 1)
    long = (kind < style.long).astype(np.float32)
    bare = (kind > 1 - style.bare).astype(np.float32)
    length = long * c.between(1.25, 1.6) + (1 - long) * c.between(0.32, 0.7)
    out = long * c.between(0.1, 0.3) + (1 - long) * c.between(0.3, 0.85)
    down = np.sqrt(1 - out * out)
    x0, y0 = chest - 0.1, shoulder + c.between(0.2, 0.3)
    thick = c.between(0.14, 0.2)
    end = thick * (long * c.between(0.55, 0.85) + (1 - long) * c.between(0.85, 1.15))
    distance = limb(np.abs(x), Y, x0, y0, x0 + length * out, y0 + length * down, thick, end)
    # A straight cuff instead of a round end.
    cuff = (np.abs(x) - x0) * out + (Y - y0) * down - length
    shown: Floats = np.maximum(distance, cuff) + bare * AWAY
    return shown


def _front(
    c: Chances,
    style: Style,
    canvas: Floats,
    body: Floats,
    x: Floats,
    shoulder: Floats,
    colour: Floats,
) -> Floats:
    inside = cover(body, SIZE)
    line = cover(np.abs(x - c.around(0, 0.04)) - c.between(0.01, 0.045), SIZE) * (shoulder < Y)
    buttons = wave(Y * c.between(2, 4)) > c.between(-0.4, 0.5)
    canvas = paint(canvas, c.happens(style.opening) * inside * line * buttons, contrasting(c, colour))
    at = shoulder + c.between(0.5, 0.9)
    wide, high = c.between(0.1, 0.3), c.between(0.06, 0.3)
    round_one = c.happens(0.4)
    shape = round_one * ellipse(x, Y, 0, at, wide, high) + (1 - round_one) * box(x, Y, 0, at, wide, high)
    lines = (wave(Y * c.between(1, 5)) > c.between(-0.5, 0.5)).astype(np.float32)
    share = c.happens(style.figure) * np.minimum(cover(shape, SIZE), inside) * lines
    return paint(canvas, share, c.between(0, 1))


def _neck(
    c: Chances,
    style: Style,
    canvas: Floats,
    x: Floats,
    shoulder: Floats,
    colour: Floats,
    hooded: Floats,
) -> Floats:
    wide, deep = c.between(0.12, 0.26), c.between(0.06, 0.3)
    pointed = c.happens(0.25)
    curve = ellipse(x, Y, 0, shoulder - 0.03, wide, deep)
    point = np.abs(x) * deep / wide + (Y - shoulder) - deep
    hole = np.maximum(pointed * point + (1 - pointed) * curve, shoulder - 0.02 - Y)
    canvas = paint(canvas, cover(hole, SIZE), colour * c.between(-0.6, 0.6).clip(0))
    rim = cover(np.abs(hole) - 0.04, SIZE) * (shoulder - 0.02 < Y)
    canvas = paint(canvas, rim * c.happens(0.5) * 0.7, colour * c.between(0.4, 1.3))
    collar = limb(np.abs(x), Y, 0.05, shoulder + c.between(0.1, 0.3), wide, shoulder, 0.06, 0.08)
    canvas = paint(canvas, cover(collar, SIZE) * c.happens(style.collar), colour * c.between(0.5, 1.2))
    hood = ellipse(x, Y, 0, shoulder + 0.02, c.between(0.24, 0.34), c.between(0.2, 0.3))
    folds = 1 - 0.5 * cover(ellipse(x, Y, 0, shoulder + 0.03, 0.16, 0.12), SIZE)
    return paint(canvas, cover(hood, SIZE) * hooded, colour * folds * c.between(0.7, 1.1))
