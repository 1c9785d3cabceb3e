"""Cat, dog, deer and horse: one animal with four legs in four builds, from the side or as a portrait."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from traindnn.data.cifar_colours import (
    BLACK,
    BROWN,
    CHESTNUT,
    DARK,
    FAWN,
    GINGER,
    GREY,
    HORN,
    TAN,
    WHITE,
    Colour,
    colours,
)
from traindnn.data.shapes import AWAY, Chances, Floats, Grid, Layer, Number, ellipse, limb


@dataclass(frozen=True)
class Build:
    """What is usual for an animal: pairs are ranges, single numbers probabilities."""

    coat: tuple[Colour, ...]
    """Colours of the coat."""
    portrait: float
    """Only the head is seen."""
    legs: tuple[float, float]
    """Length of the legs below the belly."""
    leg: tuple[float, float]
    """Half the thickness of a leg."""
    belly: tuple[float, float]
    """Half the height of the body."""
    neck: tuple[float, float]
    """Height of the head above the back."""
    head: tuple[float, float]
    """Half the thickness of the head."""
    snout: tuple[float, float]
    """How far the nose stands out."""
    tail: tuple[float, float]
    """Height of the tail's end above the back; negative hangs down."""
    pointed: float
    """Ears stand up."""
    antlers: float
    mane: float


CAT = Build(
    coat=(GREY, GINGER, BLACK, WHITE, BROWN, GREY), portrait=0.5, legs=(0.2, 0.45), leg=(0.06, 0.1),
    belly=(0.2, 0.34), neck=(0.1, 0.35), head=(0.19, 0.28), snout=(0.0, 0.1), tail=(-0.2, 0.6),
    pointed=0.95, antlers=0.0, mane=0.0,
)  # fmt: skip
DOG = Build(
    coat=(TAN, BLACK, WHITE, BROWN, CHESTNUT, GREY), portrait=0.5, legs=(0.25, 0.6), leg=(0.06, 0.1),
    belly=(0.18, 0.32), neck=(0.12, 0.4), head=(0.17, 0.26), snout=(0.08, 0.28), tail=(-0.3, 0.5),
    pointed=0.3, antlers=0.0, mane=0.0,
)  # fmt: skip
DEER = Build(
    coat=(FAWN, FAWN, BROWN, CHESTNUT, GREY), portrait=0.0, legs=(0.5, 0.85), leg=(0.03, 0.06),
    belly=(0.18, 0.28), neck=(0.35, 0.6), head=(0.1, 0.15), snout=(0.15, 0.28), tail=(-0.15, 0.05),
    pointed=0.9, antlers=0.6, mane=0.0,
)  # fmt: skip
HORSE = Build(
    coat=(CHESTNUT, CHESTNUT, BROWN, BLACK, WHITE, FAWN), portrait=0.0, legs=(0.5, 0.85), leg=(0.05, 0.09),
    belly=(0.22, 0.32), neck=(0.3, 0.55), head=(0.11, 0.17), snout=(0.2, 0.36), tail=(-0.6, -0.3),
    pointed=0.9, antlers=0.0, mane=0.85,
)  # fmt: skip


def cat(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of a cat, in its own coordinates ``(n, 32, 32)``."""
    return four_legged(c, u, v, CAT)


def dog(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of a dog, in its own coordinates ``(n, 32, 32)``."""
    return four_legged(c, u, v, DOG)


def deer(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of a deer, in its own coordinates ``(n, 32, 32)``."""
    return four_legged(c, u, v, DEER)


def horse(c: Chances, u: Grid, v: Grid) -> Sequence[Layer]:
    """Layers of a horse, in its own coordinates ``(n, 32, 32)``."""
    return four_legged(c, u, v, HORSE)


def four_legged(c: Chances, u: Grid, v: Grid, build: Build) -> Sequence[Layer]:
    """Layers of an animal: those of a side view and of a portrait, one of which is out of sight."""
    coat = colours(c, build.coat)
    marks = colours(c, (WHITE, BLACK, BROWN))
    near = AWAY * c.happens(build.portrait)
    side = _side(c, u, v, build, coat, marks)
    front = _portrait(c, u, v, build, coat, marks)
    return [(d + near, k) for d, k in side] + [(d + AWAY - near, k) for d, k in front]


def _side(c: Chances, u: Grid, v: Grid, build: Build, coat: Floats, marks: Floats) -> Sequence[Layer]:
    belly, legs, leg = c.between(*build.belly), c.between(*build.legs), c.between(*build.leg)
    body = limb(u, v, -0.42, -0.05, 0.38, -0.05, belly, belly * c.between(0.9, 1.15))
    far: Number = AWAY
    near: Number = AWAY
    for at, stride in ((-0.45, 0.1), (0.38, 0.1)):
        foot = belly + legs
        far = np.minimum(far, limb(u, v, at + 0.1, 0, at + 0.1 + c.around(0.05, stride * 2), foot, leg))
        near = np.minimum(near, limb(u, v, at, 0, at + c.around(0, stride * 2), foot, leg * 1.3, leg))
    hx, hy = 0.55 + c.between(0.05, 0.3), -belly - c.between(*build.neck)
    head, snout = c.between(*build.head), c.between(*build.snout)
    neck = limb(u, v, 0.4, -0.1, hx, hy, belly * 0.75, head * 0.85)
    face = limb(u, v, hx, hy, hx + snout, hy + snout * c.between(0.2, 1.0), head, head * 0.7)
    tail = limb(u, v, -0.55, -0.15, -0.75 - c.between(0, 0.2), -belly - c.between(*build.tail), 0.07, 0.05)
    mane = limb(u, v, hx - 0.12, hy - 0.05, 0.35, -belly, 0.07, 0.1) + AWAY * (1 - c.happens(build.mane))
    animal = np.minimum(np.minimum(body, near), np.minimum(np.minimum(neck, face), tail))
    ears = _ears(c, u, v, hx - 0.05, hy - head * 0.8, head, build)
    antlers = _antlers(c, u, v, hx, hy - head) + AWAY * (1 - c.happens(build.antlers))
    patch = ellipse(u, v, c.between(-0.5, 0.4), c.between(-0.2, 0.3), 0.25, belly)
    patch = np.maximum(patch, body) + AWAY * (1 - c.happens(0.3))
    eye = ellipse(u, v, hx + 0.05, hy - 0.02, 0.04, 0.04)
    return [
        (far, coat * 0.6), (animal, coat), (patch, marks), (mane, coat * 0.45), (ears, coat * 0.75),
        (antlers, HORN), (eye, DARK),
    ]  # fmt: skip


def _ears(c: Chances, u: Grid, v: Grid, x: Number, y: Number, head: Number, build: Build) -> Floats:
    up = c.happens(build.pointed)
    length = head * c.between(0.7, 1.2)
    lift = (2 * up - 1) * length
    one = limb(u, v, x - head * 0.5, y, x - head * 0.7, y - lift, head * 0.35, head * 0.12)
    two = limb(u, v, x + head * 0.4, y, x + head * 0.5, y - lift, head * 0.35, head * 0.12)
    return np.minimum(one, two + AWAY * c.happens(0.3))


def _antlers(c: Chances, u: Grid, v: Grid, x: Number, y: Number) -> Number:
    high, wide = c.between(0.25, 0.6), c.between(0.1, 0.35)
    shape: Number = AWAY
    for sign in (-1, 1):
        tip_x, tip_y = x + sign * wide, y - high
        shape = np.minimum(shape, limb(u, v, x, y, tip_x, tip_y, 0.035))
        shape = np.minimum(shape, limb(u, v, (x + tip_x) / 2, y - high / 2, x, y - high * 0.8, 0.03))
    return shape


def _portrait(c: Chances, u: Grid, v: Grid, build: Build, coat: Floats, marks: Floats) -> Sequence[Layer]:
    turn, wide, high = c.around(0, 0.3), c.between(0.4, 0.55), c.between(0.4, 0.6)
    long = c.between(*build.snout)
    chest = ellipse(u, v, turn * 0.5, 0.9, c.between(0.5, 0.8), 0.7)
    skull = ellipse(u, v, turn, -0.1, wide * (1 - long), high)
    nose_y = 0.1 + long * 1.2
    muzzle = limb(u, v, turn, 0.05, turn * 1.6, nose_y, wide * 0.6, c.between(0.16, 0.26))
    up = c.happens(build.pointed)
    tip = -0.1 - high * (up * c.between(1.1, 1.7) + (1 - up) * c.between(-0.8, 0.2))
    side = wide * (1 - long)
    ear_y = -0.1 - high * 0.6
    ears = np.minimum(
        limb(u, v, turn - side * 0.7, ear_y, turn - side * 1.0, tip, 0.17, 0.04 + 0.1 * (1 - up)),
        limb(u, v, turn + side * 0.7, ear_y, turn + side * 1.0, tip, 0.17, 0.04 + 0.1 * (1 - up)),
    )
    eyes = np.minimum(
        ellipse(u, v, turn - side * 0.45, -0.15, 0.08, 0.07),
        ellipse(u, v, turn + side * 0.45, -0.15, 0.08, 0.07),
    )
    nose = ellipse(u, v, turn * 1.6, nose_y, 0.09, 0.06)
    marked = c.happens(0.4)[:, None]
    return [
        (chest, coat * 0.9), (ears, coat * 0.75), (skull, coat),
        (muzzle, coat * (1.1 - marked) + marked * marks), (eyes, DARK), (nose, DARK),
    ]  # fmt: skip
