"""What an experiment says about a claim: mean and spread over the seeds, and a verdict by one rule.

The rule: one arm is **clearly above** another if its mean exceeds the other's by more than twice the standard
error of their difference. With three seeds that is a low bar, and a missed one settles nothing; it only keeps
a difference of the size of the seeds' own from being called a result.
"""

from collections.abc import Mapping

import numpy as np

from traindnn import expect
from traindnn.arrays import Array, ArrayLike

ERRORS = 2.0
"""Standard errors of a difference that make it clear."""


def plus_minus(values: ArrayLike, digits: int = 3) -> str:
    """Mean and spread over the seeds, in words.

    Args:
        values: (seeds,) one number a seed.
        digits: digits after the point.

    Returns:
        str: mean ± standard deviation (with n - 1), such as "0.760 ± 0.012"; for one seed the number alone.

    Raises:
        ValueError: if there is no value.
    """
    values = _one_a_seed(values=values)
    spread = f" ± {values.std(ddof=1):.{digits}f}" if len(values) > 1 else ""
    return f"{values.mean():.{digits}f}{spread}"


def clearly_above(a: ArrayLike, b: ArrayLike, margin: float = 0.0) -> bool:
    """Whether the mean of ``a`` exceeds that of ``b`` by more than two standard errors of the difference.

    Args:
        a: (seeds,) one number a seed.
        b: (seeds,) the other arm; or one number, for a fixed value to compare with.
        margin: how much more the difference must be, in the units of ``a``.

    Returns:
        bool; False where a mean is not a number.

    Raises:
        ValueError: if an arm has no value.

    Source: the standard error of a difference of two means, Welch (1938).
    """
    a, b = _one_a_seed(a=a), _one_a_seed(b=b)
    error = np.sqrt(sum(v.var(ddof=1) / len(v) for v in (a, b) if len(v) > 1))
    return bool(a.mean() - b.mean() > margin + ERRORS * error)


def verdict(cases: Mapping[str, bool]) -> str:
    """The verdict on a claim that was tried under several conditions.

    Args:
        cases: dict from condition, a clause that fits behind "holds if", to whether the claim came out
            clearly under it.

    Returns:
        str: "holds" if under all conditions, "not reproduced" if under none, else "holds if …".

    Raises:
        ValueError: if there is no case.
    """
    expect.that(len(cases) > 0, "at least one case", cases=cases)
    met = [condition for condition, clear in cases.items() if clear]
    if len(met) == len(cases):
        return "holds"
    return f"holds if {' or '.join(met)}" if met else "not reproduced"


def _one_a_seed(**given: ArrayLike) -> Array:
    ((name, values),) = given.items()
    values = np.atleast_1d(np.asarray(values, float))
    expect.that(values.ndim == 1 and len(values) > 0, f"`{name}` with a number for each seed", **given)
    return values
