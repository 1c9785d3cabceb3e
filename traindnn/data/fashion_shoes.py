"""Shoes, seen from the side, toe to the left."""

import numpy as np

from traindnn.data.fashion_cloth import SIZE, X, Y, cloth
from traindnn.data.shapes import AWAY, Chances, Floats, cover, limb, outline, paint, wave


def sneaker(c: Chances) -> Floats:
    """Draw sneakers: low at the heel, a bright sole, laces; float32 ``(n, 28, 28)`` from 0 to 1."""
    high = c.happens(0.1) * c.between(0.1, 0.4)
    return _closed(
        c, ankle=c.between(0.45, 0.66) + high, heel=c.between(0, 0.06), thick=c.between(0.08, 0.16)
    )


def ankle_boot(c: Chances) -> Floats:
    """Draw ankle boots: a shaft above the heel; float32 ``(n, 28, 28)`` from 0 to 1."""
    raised = c.happens(0.45) * c.between(0.1, 0.5)
    return _closed(c, ankle=c.between(0.75, 1.45), heel=raised, thick=c.between(0.05, 0.12))


def _closed(c: Chances, ankle: Floats, heel: Floats, thick: Floats) -> Floats:
    left, right = c.around(-0.92, 0.05), c.around(0.9, 0.07)
    ground = np.minimum(0.2 + ankle * c.between(0.3, 0.5), 0.94)
    flat = 0 * heel
    sole = ground - outline(X, (left, c.between(-0.3, 0), c.between(0.2, 0.5)), (flat, flat, heel))
    front = left + (right - left) * c.between(0.45, 0.62)
    top = sole - thick - _height(c, left, front, right, ankle)
    ends = np.maximum(left - X, X - right + c.between(0, 0.12) * np.abs(Y - sole + 0.3))
    upper = np.maximum(np.maximum(top - Y, Y - sole), ends)
    colour, fabric = cloth(c, 0.1)
    canvas = paint(np.zeros_like(fabric), cover(upper, SIZE), fabric)
    canvas = _trim(c, canvas, cover(upper, SIZE), sole - thick, front, colour)
    base = np.maximum(np.maximum(sole - thick - Y, Y - sole), np.maximum(left - X, X - right))
    block = np.maximum(np.maximum(sole - Y, Y - ground), np.abs(X - right + 0.2) - c.between(0.1, 0.2))
    bright = np.where(c.happens(0.5) > 0, c.between(0.75, 1.0), c.between(0.15, 0.8))
    return paint(canvas, cover(np.minimum(base, block), SIZE), bright)


def _height(c: Chances, left: Floats, front: Floats, right: Floats, ankle: Floats) -> Floats:
    """Height of the upper above the sole: a round toe, the vamp, the tongue, a dip at the ankle."""
    toe, vamp = c.between(0.16, 0.3), c.between(0.3, 0.45)
    vamp = np.minimum(vamp, ankle * 0.85)
    dip = ankle * c.between(0.75, 1.0)
    knots = (left + 0.2, front - 0.25, front, front + 0.2, right)
    height = outline(X, knots, (toe, vamp, ankle, dip, ankle * c.between(0.85, 1.05)))
    rest = np.clip((left + 0.2 - X) / np.float32(0.2), 0, 1)
    return height * np.sqrt(np.maximum(1 - rest * rest, 0))


def _trim(
    c: Chances,
    canvas: Floats,
    inside: Floats,
    sole: Floats,
    front: Floats,
    colour: Floats,
) -> Floats:
    stripe = np.abs(X - c.around(0.1, 0.3) + (Y - sole) * c.between(-0.6, 0.6)) - c.between(0.03, 0.12)
    canvas = paint(canvas, cover(stripe, SIZE) * inside * c.happens(0.4) * 0.9, c.between(0, 1))
    laces = cover(np.abs(X - front + 0.15) - 0.12, SIZE) * (wave(Y * 4 + X * 2) > 0.5) * (sole - 0.2 > Y)
    canvas = paint(canvas, laces * inside * c.happens(0.5), colour * c.between(0.3, 1.3))
    cap = cover(X - c.between(-0.65, -0.4), SIZE) * inside * c.happens(0.3)
    return paint(canvas, cap * 0.7, c.between(0.1, 1.0))


def sandal(c: Chances) -> Floats:
    """Draw sandals: a sole, some with a heel, and straps; float32 ``(n, 28, 28)`` from 0 to 1."""
    left, right = c.around(-0.9, 0.06), c.around(0.85, 0.1)
    heel = c.happens(0.45) * c.between(0.2, 0.9)
    ground = 0.25 + heel * 0.65 + c.around(0, 0.1)
    thick = c.between(0.06, 0.2)
    bend = c.between(-0.4, 0)
    sole = ground - thick - outline(X, (left, bend, right - 0.2), (0 * heel, 0.1 * heel, heel))
    base = np.maximum(np.maximum(sole - Y, Y - sole - thick), np.maximum(left - X, X - right))
    spike = limb(X, Y, right - 0.12, sole, right - c.between(0.02, 0.15), ground - 0.03, 0.08, 0.04)
    wedge = np.maximum(np.maximum(sole - Y, Y - ground), np.maximum(bend + 0.1 - X, X - right))
    block = np.where(c.happens(0.3) > 0, wedge, spike) + (heel == 0) * AWAY
    _, fabric = cloth(c, 0.2)
    canvas = paint(np.zeros_like(fabric), cover(np.minimum(base, block), SIZE), c.between(0.2, 0.9))
    return paint(canvas, cover(_straps(c, left, right, bend, sole, heel), SIZE), fabric)


def _straps(c: Chances, left: Floats, right: Floats, bend: Floats, sole: Floats, heel: Floats) -> Floats:
    """A strap over the toes or two, a second over the foot, one behind the heel and about the ankle."""
    width = c.between(0.05, 0.1)
    height = c.between(0.25, 0.5) + heel * 0.3
    rise, peak = c.between(0.14, 0.32), bend - c.between(0.0, 0.2)
    toe = limb(X, Y, left + 0.12, sole, peak, sole - rise, width)
    back = limb(X, Y, bend + 0.1, sole, peak, sole - rise, width)
    cross = limb(X, Y, bend + 0.1, sole, bend + 0.35, sole - height, width)
    counter = limb(X, Y, right - 0.08, sole, right - c.between(0.05, 0.25), sole - height, width)
    about = limb(X, Y, right - 0.15, sole - height, bend + 0.35, sole - height + c.around(0, 0.1), width)
    closed, crossed = AWAY * (1 - c.happens(0.75)), AWAY * (1 - c.happens(0.7))
    ankle = np.minimum(np.minimum(counter, about), cross + crossed) + closed
    return np.minimum(np.minimum(toe, back), ankle)
