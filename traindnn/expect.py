"""Checks of arguments: each says what was expected and what was received.

Every error of the package has this form: "Expected …. Received: name=value", and then, where it is not plain,
a sentence that says what to do.

A check takes its arguments by name, so that the message can name them::

    expect.positive(lr0=lr0, s=s)   # ValueError: Expected `lr0` > 0. Received: lr0=-1
"""

from collections.abc import Collection

import numpy as np

from traindnn.arrays import ArrayLike


def that(condition: object, expected: str, **received: object) -> None:
    """Raise a ValueError unless ``condition`` holds.

    Args:
        condition: bool.
        expected: what should have been, as a phrase ("a row for each sample").
        **received: the values to show, by name.

    Raises:
        ValueError: "Expected …. Received: name=value".
    """
    if not condition:
        shown = ", ".join(f"{name}={value}" for name, value in received.items())
        raise ValueError(f"Expected {expected}. Received: {shown}")


def positive(**values: ArrayLike) -> None:
    """Expect each value, or each entry of it, to be above 0."""
    for name, value in values.items():
        that(np.all(np.asarray(value) > 0), f"`{name}` > 0", **{name: value})


def non_negative(**values: ArrayLike) -> None:
    """Expect each value, or each entry of it, to be 0 or above."""
    for name, value in values.items():
        that(np.all(np.asarray(value) >= 0), f"`{name}` >= 0", **{name: value})


def fraction(**values: ArrayLike) -> None:
    """Expect each value, or each entry of it, to lie between 0 and 1, both included."""
    for name, value in values.items():
        inside = np.all((np.asarray(value) >= 0) & (np.asarray(value) <= 1))
        that(inside, f"0 <= `{name}` <= 1", **{name: value})


def one_of(choices: Collection[object], **values: object) -> None:
    """Expect each value to be among ``choices``."""
    for name, value in values.items():
        listed = " or ".join(repr(choice) for choice in choices)
        that(value in choices, f"`{name}` to be {listed}", **{name: repr(value)})
