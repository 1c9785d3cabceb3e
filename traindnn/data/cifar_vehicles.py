"""Vehicles: airplane, automobile, ship, truck."""

from collections.abc import Sequence

import numpy as np

from traindnn.data.cifar_colours import (
    BLACK,
    BLUE,
    BRIGHT,
    DARK,
    GLASS,
    GREEN,
    RED,
    SILVER,
    STEEL,
    WHITE,
    YELLOW,
    colours,
)
from traindnn.data.shapes import AWAY, Chances, Floats, Grid, Layer, Number, box, ellipse, limb


def airplane(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of an airplane, from the side or from below, in its own coordinates ``(n, 32, 32)``."""
    paintwork = colours(c, (WHITE, SILVER, SILVER, STEEL, BLACK, RED, BLUE))
    thick = c.between(0.09, 0.2)
    hull = limb(u, v, -0.8, 0, 0.75, 0, thick * 0.6, thick)
    sweep, span = c.between(-0.6, 0.0), c.between(0.5, 0.95)
    down = span * c.between(0.1, 1.0)
    near_wing = limb(u, v, 0.15, 0.03, 0.1 + sweep, down, 0.15, 0.05)
    far_wing = limb(u, v, 0.15, -0.03, 0.1 + sweep, -span * c.between(0.2, 1.0), 0.12, 0.05)
    fin = limb(u, v, -0.6, 0, -0.85, -c.between(0.3, 0.55), 0.11, 0.06)
    plane = limb(u, v, -0.7, 0, -0.9, c.between(0.1, 0.3), 0.07, 0.04)
    engine = ellipse(u, v, 0.1 + sweep * 0.5, down * 0.5, 0.14, 0.07) + AWAY * c.happens(0.5)
    windows = box(u, v, 0.1, -thick * 0.2, 0.6, 0.025) + AWAY * c.happens(0.4)
    nose = ellipse(u, v, 0.72, -thick * 0.3, 0.1, 0.05)
    stripe = colours(c, (RED, BLUE, WHITE, STEEL))
    return [
        (far_wing + AWAY * c.happens(0.3), paintwork * 0.7), (fin, stripe), (hull, paintwork),
        (plane, paintwork * 0.8), (near_wing, paintwork * 0.8), (engine, paintwork * 0.5),
        (windows, GLASS), (nose, GLASS),
    ]  # fmt: skip


def _wheels(c: Chances, u: Grid, v: Grid, low: Number, at: Sequence[Number], radius: Number) -> Number:
    shape: Number = AWAY
    for x in at:
        shape = np.minimum(shape, ellipse(u, v, x, low, radius, radius))
    return shape


def _either(
    c: Chances, probability: float, first: Sequence[Layer], second: Sequence[Layer]
) -> Sequence[Layer]:
    """Show the layers of one view and move those of the other out of sight."""
    away = AWAY * c.happens(probability)
    return [(d + AWAY - away, k) for d, k in first] + [(d + away, k) for d, k in second]


def _from_ahead(
    c: Chances,
    u: Grid,
    v: Grid,
    paintwork: Floats,
    low: Number,
    wide: Number,
    waist: Number,
    roof: Number,
) -> Sequence[Layer]:
    """Layers of a car or truck that comes towards us: windscreen over grille and lamps."""
    body = box(u, v, 0, (waist + low) / 2, wide, (low - waist) / 2, 0.1)
    lean = c.between(0.05, 0.25)
    cabin = np.maximum(np.abs(u) - wide + 0.05 - (v - waist) * lean, np.maximum(roof - v, v - waist - 0.1))
    pane = np.maximum(cabin + 0.08, v - waist + 0.02)
    lamp = ellipse(np.abs(u), v, wide * 0.75, waist + (low - waist) * 0.45, 0.11, 0.09)
    grille = box(u, v, 0, waist + (low - waist) * c.between(0.4, 0.7), wide * 0.45, 0.08)
    wheels = box(np.abs(u), v, wide * 0.8, low, 0.13, 0.16, 0.05)
    return [
        (wheels, DARK), (np.minimum(body, cabin), paintwork), (pane, GLASS),
        (lamp, BRIGHT), (grille, 0.4 * paintwork),
    ]  # fmt: skip


def automobile(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of an automobile, from the side or from ahead; u and v are ``(n, 32, 32)``."""
    paintwork = colours(c, (RED, BLUE, WHITE, SILVER, BLACK, STEEL, YELLOW, GREEN))
    waist, roof = c.between(-0.1, 0.1), c.between(-0.6, -0.35)
    ahead = _from_ahead(c, u, v, paintwork, c.between(0.4, 0.5), c.between(0.6, 0.8), waist, roof)
    return _either(c, 0.3, ahead, _car_side(c, u, v, paintwork))


def _car_side(c: Chances, u: Grid, v: Grid, paintwork: Floats) -> Sequence[Layer]:
    high, roof = c.between(0.16, 0.26), c.between(0.25, 0.4)
    left, right = c.between(-0.75, -0.5), c.between(0.2, 0.5)
    body = box(u, v, 0, 0.15, 0.85, high, 0.1)
    cabin = np.maximum(np.maximum(left - u - v * 0.4, u - right + (0.15 - high - v) * c.between(0.3, 0.9)), v)
    cabin = np.maximum(cabin, 0.15 - high - roof - v)
    pane = np.maximum(cabin + 0.08, np.abs(v - 0.15 + high + roof * 0.5) - roof * 0.35)
    wheels = _wheels(c, u, v, 0.15 + high, (-0.5, 0.5), c.between(0.16, 0.24))
    lamp = ellipse(u, v, 0.8, 0.1, 0.07, 0.06)
    shadow = ellipse(u, v, 0, 0.3 + high, 0.95, 0.1)
    post = np.abs(u - (left + right) / 2) - 0.03
    return [
        (shadow, DARK), (np.minimum(body, cabin), paintwork), (pane, GLASS),
        (np.maximum(post, cabin), paintwork), (wheels, DARK), (wheels + 0.1, np.float32(0.5)),
        (lamp, BRIGHT),
    ]  # fmt: skip


def truck(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of a truck, from the side or from ahead; u and v are ``(n, 32, 32)``."""
    paintwork = colours(c, (RED, BLUE, WHITE, WHITE, YELLOW, GREEN, STEEL))
    waist, roof = c.between(-0.1, 0.15), c.between(-0.9, -0.55)
    ahead = _from_ahead(c, u, v, paintwork, c.between(0.45, 0.6), c.between(0.5, 0.7), waist, roof)
    return _either(c, 0.3, ahead, _truck_side(c, u, v, paintwork))


def _truck_side(c: Chances, u: Grid, v: Grid, paintwork: Floats) -> Sequence[Layer]:
    """A cab in front of a load."""
    load_paint = colours(c, (WHITE, SILVER, STEEL, RED, BLUE, YELLOW, GREEN))
    top, front = c.between(-0.75, -0.05), c.between(0.2, 0.4)
    low = 0.35
    load = box(u, v, (front - 0.95) / 2, (top + low) / 2, (front + 0.9) / 2, (low - top) / 2, 0.03)
    cab_top = np.maximum(top, -0.4) + c.between(-0.15, 0.25)
    cab = box(u, v, front + 0.28, (cab_top + low) / 2, 0.26, (low - cab_top) / 2, 0.06)
    hood = box(u, v, front + 0.5, 0.2, 0.25, 0.16, 0.05) + AWAY * c.happens(0.5)
    pane = box(u, v, front + 0.33, cab_top + 0.17, 0.17, 0.1)
    wheels = _wheels(c, u, v, 0.42, (-0.6, -0.25, front + 0.3), c.between(0.14, 0.22))
    ribs = np.maximum(load, np.abs(u - np.floor(u * 5 + 0.5) / 5) - 0.02) + AWAY * c.happens(0.6)
    shadow = ellipse(u, v, 0, 0.58, 0.95, 0.1)
    return [
        (shadow, DARK), (load, load_paint), (ribs, load_paint * 0.7),
        (np.minimum(cab, hood), paintwork), (pane, GLASS), (wheels, DARK),
        (wheels + 0.1, np.float32(0.5)),
    ]  # fmt: skip


def ship(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of a ship: a hull, decks and a funnel, or sails; in its own coordinates ``(n, 32, 32)``."""
    hull_paint = colours(c, (WHITE, BLACK, RED, BLUE, STEEL, STEEL))
    deck_paint = colours(c, (WHITE, WHITE, SILVER, STEEL))
    deep, flare = c.between(0.14, 0.3), c.between(0.2, 0.9)
    hull = np.maximum(np.abs(v - 0.3) - deep, np.abs(u) - 0.95 + (v - 0.3 + deep) * flare)
    wide, high = c.between(0.2, 0.65), c.between(0.08, 0.2)
    at = c.between(-0.4, 0.2)
    deck_y = 0.3 - deep
    first = box(u, v, at, deck_y - high, wide, high)
    second = box(u, v, at, deck_y - 2.6 * high, wide * 0.6, high)
    funnel = box(u, v, at - 0.1, deck_y - 3.6 * high, 0.09, high * 1.5)
    sailing = c.happens(0.3)
    mast = limb(u, v, at, deck_y, at, deck_y - c.between(0.5, 1.1), 0.025)
    reach = c.between(0.6, 1.0)
    sail = np.maximum(np.maximum(at + 0.04 - u, (u - at) / 0.6 + (deck_y - v) / reach - 1), v - deck_y + 0.05)
    stripe = np.maximum(hull, np.abs(v - deck_y - 0.07) - 0.03)
    wake = ellipse(u, v, -0.2, 0.32 + deep, 1.1, 0.05)
    return [
        (mast, 0.5 * deck_paint), (hull, hull_paint), (stripe, deck_paint),
        (np.minimum(first, second) + AWAY * sailing, deck_paint),
        (np.maximum(first, np.abs(v - deck_y + high) - 0.03) + AWAY * sailing, GLASS),
        (funnel + AWAY * sailing, hull_paint * 0.8), (sail + AWAY * (1 - sailing), deck_paint),
        (wake, BRIGHT),
    ]  # fmt: skip
