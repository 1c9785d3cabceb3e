"""What an experiment says about a claim, by one rule for every chapter, the page of claims and the record.

Two arms of an experiment share their seeds, so the difference is taken seed by seed, and an interval for
its mean follows from Student's t. A verdict is read off the interval: a difference is **clear** if all of
the interval lies above the margin (what would be of use, fixed beforehand), **reversed** if all of it lies
below minus the margin, **no matter** if all of it lies between the two, and **open** otherwise. What is not
clear has not been shown to be equal: that takes an interval inside the margin.

The book makes many such comparisons, and among many some come out by chance. So the intervals that verdicts
are read off are simultaneous: with `FAMILY` of them, each at 1 - 0.05/`FAMILY` (Bonferroni), the chance
that one or more miss their true difference, and with it the chance of any false verdict in the whole book,
is at most 5 %. A stepwise method such as Holm's would let a few more verdicts through, but none that could
be read off an interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from scipy.special import stdtrit

from traindnn import expect
from traindnn.arrays import Array, ArrayLike

FAMILY = 80
"""Comparisons behind the verdicts of the whole book, at most; a test counts them."""
ERROR = 0.05
"""Chance of one or more false verdicts among all of them, at most."""
LEVEL = 1 - ERROR / FAMILY
"""Confidence of each interval that a verdict is read off."""
MIN_SEEDS = 5
"""Fewer give no verdict."""
MIME = "application/vnd.traindnn.evidence+json"
"""Evidence as data, in the outputs of a cell."""

Outcome = Literal["clear", "reversed", "no matter", "open", "too few seeds"]
Verdict = Literal["holds", "holds in part", "not reproduced", "not settled", "too few seeds"]


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


def interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Confidence interval for the mean of independent values, by Student's t with n - 1 degrees of freedom.

    Args:
        values: (seeds,) one number a seed; for arms that share their seeds, the differences.
        level: its confidence, between 0 and 1.

    Returns:
        Lower and upper end; minus and plus infinity for a single value.

    Raises:
        ValueError: if there is no value, or ``level`` is not between 0 and 1.

    Source: Student, The probable error of a mean (1908).
    """
    values = _one_a_seed(values=values)
    return _around(
        values.mean(),
        values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.inf,
        len(values) - 1,
        level,
    )


def welch_interval(a: ArrayLike, b: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Confidence interval for the difference of the means of two arms that share no seeds.

    Args:
        a: (n,) one number a seed.
        b: (m,) the other arm.
        level: its confidence, between 0 and 1.

    Returns:
        Lower and upper end, in the units of ``a``; infinite if an arm has a single value.

    Raises:
        ValueError: if an arm has no value, or ``level`` is not between 0 and 1.

    Source: Welch, The generalization of Student's problem when several different population variances are
    involved (1947), with his approximate degrees of freedom.
    """
    a, b = _one_a_seed(a=a), _one_a_seed(b=b)
    if min(len(a), len(b)) < 2:
        return _around(a.mean() - b.mean(), np.inf, 0, level)
    squares = np.array([v.var(ddof=1) / len(v) for v in (a, b)])
    total = squares.sum()
    freedom = (
        total**2 / np.sum(squares**2 / (np.array([len(a), len(b)]) - 1)) if total > 0 else len(a) + len(b) - 2
    )
    return _around(a.mean() - b.mean(), np.sqrt(total), freedom, level)


def prediction_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Interval in which one further run lies, if it is a run like these.

    Args:
        values: (seeds,) one number a seed.
        level: its confidence, between 0 and 1.

    Returns:
        Lower and upper end, mean ± t s √(1 + 1/n); infinite for a single value.

    Raises:
        ValueError: if there is no value, or ``level`` is not between 0 and 1.
    """
    values = _one_a_seed(values=values)
    n = len(values)
    return _around(values.mean(), values.std(ddof=1) * np.sqrt(1 + 1 / n) if n > 1 else np.inf, n - 1, level)


@dataclass(frozen=True)
class Comparison:
    """One arm of an experiment less another one, seed by seed, with the rule that judges the difference."""

    a: tuple[float, ...]
    """The arm that the claim is about, one number a seed."""
    b: tuple[float, ...]
    """What it is compared with, seed by seed; or the one fixed value."""
    margin: float = 0.0
    """What a difference must exceed to be of use, in the units of the arms; not negative."""
    predicts: Literal["above", "no worse", "no matter"] = "above"
    """What the claim says of ``a`` less ``b``: above the margin, not below minus the margin, or between."""
    paired: bool = True
    """Whether the arms share their seeds."""

    @property
    def n(self) -> int:
        """Number of seeds of the smaller arm that has any spread to estimate."""
        return len(self.a) if len(self.b) == 1 else min(len(self.a), len(self.b))

    @property
    def difference(self) -> float:
        """Mean of ``a`` less mean of ``b``."""
        return float(np.mean(self.a) - np.mean(self.b))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Confidence interval for the difference of the means.

        Args:
            level: its confidence; `LEVEL` for the one that the verdict is read off.

        Returns:
            Lower and upper end, in the units of the arms.
        """
        if self.paired or len(self.b) == 1:
            return interval(np.subtract(self.a, self.b), level)
        return welch_interval(self.a, self.b, level)

    @property
    def effect(self) -> float:
        """The difference in standard deviations: of the differences by seed if the arms are paired, else of
        the arms, pooled; corrected for few seeds. Source: Hedges, Distribution theory for Glass's estimator
        of effect size (1981). Not a number where there is no spread."""
        if self.paired or len(self.b) == 1:
            spread, freedom = (
                np.std(np.subtract(self.a, self.b), ddof=1) if self.n > 1 else np.nan,
                self.n - 1,
            )
        else:
            freedom = len(self.a) + len(self.b) - 2
            squares = sum((len(v) - 1) * np.var(v, ddof=1) for v in (self.a, self.b) if len(v) > 1)
            spread = np.sqrt(squares / freedom) if freedom > 0 else np.nan
        if not spread > 0:
            return float("nan")
        return float(self.difference / spread * (1 - 3 / (4 * freedom - 1)))

    @property
    def outcome(self) -> Outcome:
        """What the simultaneous interval says of the difference."""
        if self.n < MIN_SEEDS:
            return "too few seeds"
        low, high = self.interval(LEVEL)
        if low > self.margin:
            return "clear"
        if high < -self.margin:
            return "reversed"
        return "no matter" if -self.margin < low and high < self.margin else "open"

    @property
    def came_out(self) -> bool | None:
        """Whether the difference is the predicted one; None if that is open."""
        if self.n < MIN_SEEDS:
            return None
        low, high = self.interval(LEVEL)
        if self.predicts == "no worse":
            return True if low > -self.margin else False if high < -self.margin else None
        if self.outcome == "open":
            return None
        return self.outcome == {"above": "clear", "no matter": "no matter"}[self.predicts]

    def describe(self, digits: int = 3) -> str:
        """The difference in words: "+0.012 [0.004, 0.020], 10 seeds"; the interval is the 95 % one."""
        low, high = self.interval()
        seeds = f"{self.n} seed{'s' if self.n != 1 else ''}"
        if not np.isfinite([low, high]).all():
            return f"{_signed(self.difference, digits)}, {seeds}"
        return (
            f"{_signed(self.difference, digits)} [{_signed(low, digits)}, {_signed(high, digits)}], {seeds}"
        )

    def as_data(self) -> dict[str, Any]:
        """The two arms and how they are compared, as JSON can hold them; ``Comparison(**data)`` is it
        again."""
        return {
            "a": list(self.a),
            "b": list(self.b),
            "margin": self.margin,
            "predicts": self.predicts,
            "paired": self.paired,
        }


def above(a: ArrayLike, b: ArrayLike, margin: float = 0.0, *, paired: bool = True) -> Comparison:
    """A comparison for a claim that ``a`` exceeds ``b`` by more than ``margin``.

    Args:
        a: (seeds,) one number a seed.
        b: (seeds,) the other arm, in the same order of seeds; or one number, a fixed value to compare with.
        margin: how much more it must be to be of use, in the units of ``a``.
        paired: whether the arms share their seeds.

    Returns:
        `Comparison`. Swap the arms for a claim that ``a`` lies below, as a loss does.

    Raises:
        ValueError: if an arm has no value or one that is not finite, if paired arms differ in length, or if
            the margin is negative.
    """
    return _compare(a, b, margin, "above", paired)


def no_worse(a: ArrayLike, b: ArrayLike, margin: float, *, paired: bool = True) -> Comparison:
    """A comparison for a claim that ``a`` falls short of ``b`` by less than ``margin`` (non-inferiority).

    Args, returns and errors as for `above`; the margin must be positive.
    """
    expect.positive(margin=margin)
    return _compare(a, b, margin, "no worse", paired)


def no_matter(a: ArrayLike, b: ArrayLike, margin: float, *, paired: bool = True) -> Comparison:
    """A comparison for a claim that ``a`` and ``b`` differ by less than ``margin`` (equivalence).

    Args, returns and errors as for `above`; the margin must be positive.
    """
    expect.positive(margin=margin)
    return _compare(a, b, margin, "no matter", paired)


@dataclass(frozen=True)
class Evidence:
    """What was measured for one claim, under each condition; a cell glues it as "claim C1"."""

    quantity: str
    """What was measured, and how: "test accuracy with a schedule less that of the tuned constant"."""
    cases: Mapping[str, Comparison]
    """Condition -> `Comparison`. A condition is a clause that fits behind "holds if"."""
    digits: int = 3
    """Digits to show after the point."""

    def __post_init__(self) -> None:
        expect.that(len(self.cases) > 0, "at least one case", cases=dict(self.cases))

    @cached_property
    def verdict(self) -> Verdict:
        """What all cases together say.

        "holds" if the claim came out under all conditions, "holds in part" if under some, "not settled" if
        under none and some are open, "not reproduced" if under none and each is shown to be otherwise."""
        if any(case.n < MIN_SEEDS for case in self.cases.values()):
            return "too few seeds"
        found = [case.came_out for case in self.cases.values()]
        if all(found):
            return "holds"
        if any(found):
            return "holds in part"
        return "not settled" if None in found else "not reproduced"

    @property
    def sentence(self) -> str:
        """The verdict with its conditions: "holds if the initial rate is 0.3"."""
        if self.verdict != "holds in part":
            return self.verdict
        return "holds if " + " or ".join(name for name, case in self.cases.items() if case.came_out)

    def rows(self) -> dict[str, dict[str, str | int]]:
        """A row for each condition, for ``pandas.DataFrame(evidence.rows()).T``: the two means, their
        difference with its 95 % interval, the effect, and the number of seeds."""
        return {
            name: {
                "mean": f"{np.mean(case.a):.{self.digits}f}",
                "beside": f"{np.mean(case.b):.{self.digits}f}",
                "difference [95 %]": case.describe(self.digits).rpartition(",")[0],
                "effect": "" if np.isnan(case.effect) else _signed(case.effect, 1),
                "seeds": case.n,
            }
            for name, case in self.cases.items()
        }

    def difference(self, name: str) -> str:
        """The difference under a condition, in words: "if the initial rate is 0.3: +0.012 [0.004, 0.020], 10
        seeds"; of a single case the condition goes without saying."""
        before = f"if {name}: " if len(self.cases) > 1 else ""
        return before + self.cases[name].describe(self.digits)

    def describe(self) -> str:
        """Everything in one line."""
        return f"{self.quantity}: {'; '.join(map(self.difference, self.cases))}"

    @property
    def heading(self) -> str:
        """What was measured, as a sentence begins."""
        return self.quantity[:1].upper() + self.quantity[1:]

    def as_data(self) -> dict[str, Any]:
        """All of it as JSON can hold it. The cases are a list: a notebook's file sorts what has names."""
        cases = [{"condition": name, **case.as_data()} for name, case in self.cases.items()]
        return {"quantity": self.quantity, "digits": self.digits, "cases": cases}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Evidence":
        """The evidence that `as_data` gave."""
        cases = {
            one["condition"]: Comparison(
                tuple(one["a"]), tuple(one["b"]), one["margin"], one["predicts"], one["paired"]
            )
            for one in data["cases"]
        }
        return cls(data["quantity"], cases, data["digits"])

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {"text/plain": self.describe(), MIME: self.as_data()}


def _compare(a: ArrayLike, b: ArrayLike, margin: float, predicts: Any, paired: bool) -> Comparison:
    first, second = _one_a_seed(a=a), _one_a_seed(b=b)
    expect.that(bool(np.isfinite(first).all() and np.isfinite(second).all()), "finite numbers", a=a, b=b)
    expect.that(margin >= 0, "a margin of 0 or more", margin=margin)
    fits = not paired or len(second) in (1, len(first))
    expect.that(fits, "as many numbers in both arms, or one to compare with", a=a, b=b)
    as_numbers = tuple(map(float, first)), tuple(map(float, second))
    return Comparison(*as_numbers, float(margin), predicts, paired)


def _around(centre: float, error: float, freedom: float, level: float) -> tuple[float, float]:
    expect.that(0 < level < 1, "a level between 0 and 1", level=level)
    if not np.isfinite(error):
        return -np.inf, np.inf
    half = float(stdtrit(freedom, (1 + level) / 2)) * float(error)
    return float(centre) - half, float(centre) + half


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return text.replace("-", "−") if float(text) else text[1:]


def _one_a_seed(**given: ArrayLike) -> Array:
    ((name, values),) = given.items()
    values = np.atleast_1d(np.asarray(values, float))
    expect.that(values.ndim == 1 and len(values) > 0, f"`{name}` with a number for each seed", **given)
    return values
