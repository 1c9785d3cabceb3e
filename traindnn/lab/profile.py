"""How much to train: one setting for the whole book, the environment variable ``TRAINDNN_PROFILE``.

``quick`` (the default) trains on subsets for few epochs, so that every chapter runs in seconds to a few
minutes on two cores. ``full`` is the lecture's own scale. A chapter asks for what it needs and never looks
at the name::

    data = traindnn.data.load("fashion_mnist", **profile.sizes())
    runs = training.fit_seeds(models.lecture_mlp, data.scaled(), epochs=profile.epochs(10),
                              seeds=profile.seeds())
"""

import os
from dataclasses import dataclass
from typing import TypedDict, TypeVar

from traindnn import expect

VARIABLE = "TRAINDNN_PROFILE"
Value = TypeVar("Value")


class Sizes(TypedDict, total=False):
    """Numbers of images, as arguments of `traindnn.data.load`; None: all of them."""

    train: int | None
    validation: int | None
    test: int | None


@dataclass(frozen=True)
class Profile:
    """How much to train."""

    name: str
    """"quick" or "full"."""
    train: int | None
    """Training images; None: all of them."""
    validation: int | None
    """Validation images; None: all of them."""
    test: int | None
    """Test images; None: all of them."""
    epoch_share: float
    """Share of the lecture's epochs that are trained."""
    max_seeds: int
    """Largest number of seeds in a comparison."""


QUICK = Profile("quick", train=6_000, validation=2_000, test=2_000, epoch_share=0.5, max_seeds=3)
FULL = Profile("full", train=None, validation=None, test=None, epoch_share=1.0, max_seeds=10)


def current() -> Profile:
    """The profile in force.

    Returns:
        `Profile`, by the environment variable ``TRAINDNN_PROFILE``; quick if it is not set.

    Raises:
        ValueError: if the variable is neither "quick" nor "full".
    """
    name = os.environ.get(VARIABLE) or QUICK.name
    known = {profile.name: profile for profile in (QUICK, FULL)}
    expect.one_of(tuple(known), **{VARIABLE: name})
    return known[name]


def choose(*, quick: Value, full: Value) -> Value:
    """Whichever of the two values belongs to the profile in force."""
    return {"quick": quick, "full": full}[current().name]


def sizes() -> Sizes:
    """Numbers of images, as arguments of `traindnn.data.load`.

    Returns:
        dict with train, validation, test. Quick: 6,000, 2,000 and 2,000. Full: None, which is every image
        (Fashion-MNIST: 42,000, 18,000 and 10,000).
    """
    profile = current()
    return {"train": profile.train, "validation": profile.validation, "test": profile.test}


def epochs(full: int) -> int:
    """Epochs to train where the lecture trains ``full``.

    Args:
        full: number of epochs at the lecture's scale.

    Returns:
        int: ``full``; in the quick profile half of it, rounded up.

    Raises:
        ValueError: if ``full`` is not positive.
    """
    expect.positive(full=full)
    return max(1, -int(-full * current().epoch_share // 1))


def seeds(n: int = 10) -> tuple[int, ...]:
    """The seeds 0, 1, … that a comparison is repeated with.

    Args:
        n: number of seeds at full scale.

    Returns:
        tuple of int: n of them, in the quick profile at most 3.

    Raises:
        ValueError: if ``n`` is not positive.
    """
    expect.positive(n=n)
    return tuple(range(min(n, current().max_seeds)))
