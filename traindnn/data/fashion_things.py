"""Trousers and bags."""

import numpy as np

from traindnn.data.fashion_cloth import SIZE, X, Y, cloth
from traindnn.data.shapes import Chances, Floats, box, cover, ellipse, limb, outline, paint


def trouser(c: Chances) -> Floats:
    """Draw trousers: two legs below a waistband; float32 ``(n, 28, 28)`` from 0 to 1."""
    x = X - c.around(0, 0.06) - c.around(0, 0.05) * Y
    top, bottom, fork = c.around(-0.93, 0.05), c.between(0.85, 1.0), c.between(-0.5, -0.2)
    hip, waist = c.between(0.26, 0.4), c.between(0.75, 0.98)
    apart = hip * c.between(0.45, 1.0)
    hem = np.minimum(apart - 0.03, c.between(0.1, 0.2))
    outer = outline(Y, (top, fork, bottom), (hip * waist, hip, apart + hem))
    inner = outline(Y, (fork, fork + 0.2, bottom), (0 * hip, c.between(0.0, 0.05), apart - hem))
    legs = np.maximum(np.abs(x) - outer, np.where(fork < Y, inner - np.abs(x), -1))
    shape = np.maximum(np.maximum(legs, top - Y), Y - bottom)
    colour, fabric = cloth(c, 0.12)
    canvas = paint(np.zeros_like(fabric), cover(shape, SIZE), fabric)
    between = cover(np.abs(x) - 0.03, SIZE) * (top + 0.15 < Y) * c.between(0, 0.8)
    canvas = canvas * (1 - between)
    band = cover(np.abs(Y - top - 0.1) - 0.05, SIZE) * cover(shape, SIZE)
    return paint(canvas, band * c.between(0, 0.6), colour * c.between(0.5, 1.2))


def bag(c: Chances) -> Floats:
    """Draw bags: a body, a handle or none, a flap or none; float32 ``(n, 28, 28)`` from 0 to 1."""
    x, low = X - c.around(0, 0.05), c.between(0.55, 0.92)
    high = c.between(-0.45, 0.15)
    wide, taper = c.between(0.55, 0.92), c.between(-0.25, 0.25)
    middle, half = (low + high) / 2, (low - high) / 2
    body = box(x * (1 + taper * (Y - middle)), Y, 0, middle, wide, half, c.between(0.02, 0.25))
    handle, reach = c.between(0.2, 0.6), c.between(0.25, 0.75)
    arc = np.abs(ellipse(x, Y, 0, high + 0.05, wide * handle + 0.1, reach)) - c.between(0.03, 0.07)
    arc = np.maximum(arc, Y - high - 0.05)
    straps = limb(np.abs(x), Y, wide * 0.9, high, wide * c.between(0.1, 0.9), high - reach, 0.04)
    kind = c.between(0, 1)
    grip = np.where(kind < 0.6, arc, np.where(kind < 0.75, straps, 1))
    colour, fabric = cloth(c, 0.25)
    canvas = paint(np.zeros_like(fabric), cover(grip, SIZE), colour * c.between(0.5, 1.1))
    canvas = paint(canvas, cover(body, SIZE), fabric)
    flap = high + (low - high) * c.between(0.2, 0.6) - x * x * c.between(-0.2, 0.3)
    seam = cover(np.abs(Y - flap) - 0.03, SIZE) * cover(body, SIZE) * c.happens(0.6)
    canvas = paint(canvas, seam * 0.8, colour * c.between(0.2, 1.3))
    clasp = cover(ellipse(x, Y, 0, flap, 0.1, 0.09), SIZE) * c.happens(0.35)
    return paint(canvas, clasp, c.between(0, 1))
