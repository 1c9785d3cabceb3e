"""Draw the stand-in for CIFAR-10: animals and vehicles in a scene, colour, 32 by 32.

As in the real set, the scene gives a first hint (ships lie on water), the shape decides, and some
pairs look alike: cat and dog, deer and horse, automobile and truck, bird and airplane.
"""

from dataclasses import dataclass

import numpy as np

from traindnn.data import cifar_bird_frog, cifar_four_legged, cifar_scenes, cifar_vehicles
from traindnn.data.shapes import Chances

VERSION = 1


@dataclass(frozen=True)
class Subject:
    """What a class shows, and where."""

    draw: cifar_scenes.Draw
    """Function of the chances and the coordinates that returns layers of paint."""
    scenes: dict[str, float]
    """How often it is seen in which scene; the numbers sum to 1."""
    tilt: float = 0.12
    """Tangent of half the largest angle by which it is turned."""


SUBJECTS = (
    Subject(cifar_vehicles.airplane, {"sky": 0.62, "road": 0.16, "meadow": 0.07, "plain": 0.15}, 0.4),
    Subject(cifar_vehicles.automobile, {"road": 0.6, "meadow": 0.12, "plain": 0.14, "forest": 0.14}),
    Subject(
        cifar_bird_frog.bird, {"sky": 0.22, "meadow": 0.3, "forest": 0.3, "sea": 0.08, "plain": 0.1}, 0.3
    ),
    Subject(
        cifar_four_legged.cat, {"room": 0.55, "plain": 0.12, "meadow": 0.15, "road": 0.1, "forest": 0.08}
    ),
    Subject(cifar_four_legged.deer, {"forest": 0.45, "meadow": 0.45, "plain": 0.05, "room": 0.05}),
    Subject(
        cifar_four_legged.dog, {"room": 0.45, "plain": 0.12, "meadow": 0.25, "road": 0.1, "forest": 0.08}
    ),
    Subject(cifar_bird_frog.frog, {"forest": 0.4, "meadow": 0.25, "room": 0.2, "plain": 0.1, "sea": 0.05}),
    Subject(cifar_four_legged.horse, {"meadow": 0.55, "forest": 0.2, "road": 0.15, "plain": 0.1}),
    Subject(cifar_vehicles.ship, {"sea": 0.75, "sky": 0.13, "road": 0.06, "plain": 0.06}),
    Subject(cifar_vehicles.truck, {"road": 0.62, "meadow": 0.12, "plain": 0.12, "sky": 0.07, "forest": 0.07}),
)


def render(key: str, index: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Draw images.

    Args:
        key: text that names the set, the part and the version.
        index: whole numbers ``(n,)``, which images.
        labels: whole numbers ``(n,)`` from 0 to 9, what each shows.

    Returns:
        uint8 ``(n, 32, 32, 3)``.
    """
    images = np.empty((len(index), 32, 32, 3), np.uint8)
    for label, subject in enumerate(SUBJECTS):
        here = np.flatnonzero(labels == label)
        if len(here):
            chances = Chances(f"{key}/{label}", index[here], count=256)
            picture = cifar_scenes.picture(chances, subject.draw, subject.scenes, subject.tilt)
            images[here] = np.clip(picture * 255 + np.float32(0.5), 0, 255).transpose(0, 2, 3, 1)
    return images
