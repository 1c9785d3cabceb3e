"""The rule for verdicts: against SciPy's tests, and by simulation of experiments in which nothing happens."""

import json

import numpy as np
import pytest
from scipy import stats

from traindnn import claims

TRIALS = 4_000
FALSE = claims.ERROR + 3 * np.sqrt(claims.ERROR * (1 - claims.ERROR) / TRIALS)
"""A share of false verdicts that a true rate of 5 % stays below, but for one simulation in a thousand."""


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("n", [2, 3, 10])
def test_the_interval_of_paired_arms_is_scipys(rng, n):
    a, b = rng.normal(0.3, 1, n), rng.normal(0, 1, n)
    theirs = stats.ttest_rel(a, b).confidence_interval(0.9)
    assert claims.above(a, b).interval(0.9) == pytest.approx((theirs.low, theirs.high))


@pytest.mark.parametrize(("n", "m"), [(5, 5), (3, 12)])
def test_the_interval_of_arms_without_common_seeds_is_welchs(rng, n, m):
    a, b = rng.normal(0.3, 1, n), rng.normal(0, 3, m)
    theirs = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    assert claims.above(a, b, paired=False).interval() == pytest.approx((theirs.low, theirs.high))


def test_the_interval_beside_a_fixed_value_is_that_of_the_mean(rng):
    a = rng.normal(5, 1, 8)
    theirs = stats.ttest_1samp(a, 4.5).confidence_interval(0.95)
    found = claims.above(a, 4.5).interval()
    assert found == pytest.approx((theirs.low - 4.5, theirs.high - 4.5))


def test_pairing_removes_what_the_seeds_have_in_common(rng):
    seeds = rng.normal(0, 10, 10)
    a, b = seeds + 1 + rng.normal(0, 0.1, 10), seeds + rng.normal(0, 0.1, 10)
    assert claims.above(a, b).outcome == "clear"
    assert claims.above(a, b, paired=False).outcome == "open"


def test_a_further_run_lies_in_the_prediction_interval_as_often_as_it_says(rng):
    runs = rng.normal(0, 1, (TRIALS, 6))
    inside = [
        low < run[-1] < high for run in runs for low, high in [claims.prediction_interval(run[:-1], 0.9)]
    ]
    assert np.mean(inside) == pytest.approx(0.9, abs=3 * np.sqrt(0.09 / TRIALS))


# Simulated at the level of a single interval, where errors are frequent enough to count.


def false_verdicts(monkeypatch, make, wrong):
    """Share of simulated comparisons whose outcome is in ``wrong``."""
    monkeypatch.setattr(claims, "LEVEL", 1 - claims.ERROR)
    return np.mean([make().outcome in wrong for _ in range(TRIALS)])


@pytest.mark.parametrize("n", [claims.MIN_SEEDS, 10])
@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("margin", [0.0, 1.0])
@pytest.mark.parametrize(
    ("true", "wrong"),
    [
        (0, {"clear", "reversed"}),
        ("margin", {"clear", "reversed", "no matter"}),
        ("minus margin", {"clear", "reversed", "no matter"}),
    ],
)
def test_of_experiments_in_which_nothing_happens_one_in_twenty_says_otherwise_at_most(
    monkeypatch, rng, n, paired, margin, true, wrong
):
    shift = {0: 0, "margin": margin, "minus margin": -margin}[true]
    common = lambda: rng.normal(0, 1, n) if paired else 0  # noqa: E731

    def arms():
        seeds = common()
        a, b = seeds + shift + rng.normal(0, 1, n), seeds + rng.normal(0, 1, n)
        return claims.above(a, b, margin, paired=paired)

    assert false_verdicts(monkeypatch, arms, wrong) <= FALSE


def test_the_same_for_a_fixed_value(monkeypatch, rng):
    share = false_verdicts(monkeypatch, lambda: claims.above(rng.normal(3, 1, 5), 3), {"clear", "reversed"})
    assert share <= FALSE


def test_the_same_for_accuracies_which_are_shares_of_test_images(monkeypatch, rng):
    draw = lambda: rng.binomial(2000, 0.97, 10) / 2000  # noqa: E731
    assert false_verdicts(monkeypatch, lambda: claims.above(draw(), draw()), {"clear", "reversed"}) <= FALSE


def test_the_same_for_ratios_of_times_by_their_logarithms(monkeypatch, rng):
    draw = lambda: np.log(rng.lognormal(0, 0.3, 10) / rng.lognormal(0, 0.3, 10))  # noqa: E731
    assert (
        false_verdicts(monkeypatch, lambda: claims.above(draw(), 0, np.log(1.1)), {"clear", "reversed"})
        <= FALSE
    )


@pytest.mark.parametrize("predict", [claims.no_matter, claims.no_worse])
def test_what_is_worse_by_the_margin_is_not_called_equal(monkeypatch, rng, predict):
    monkeypatch.setattr(claims, "LEVEL", 1 - claims.ERROR)
    came_out = [predict(rng.normal(-1, 1, 10), rng.normal(0, 1, 10), 1.0).came_out for _ in range(TRIALS)]
    assert np.mean([one is True for one in came_out]) <= FALSE


def test_in_a_whole_book_in_which_nothing_happens_one_book_in_twenty_has_a_false_verdict_at_most(rng):
    books = 1_000
    wrong = [
        any(
            claims.above(rng.normal(0, 1, 5), rng.normal(0, 1, 5)).outcome != "open"
            for _ in range(claims.FAMILY)
        )
        for _ in range(books)
    ]
    assert np.mean(wrong) <= claims.ERROR + 3 * np.sqrt(claims.ERROR * (1 - claims.ERROR) / books)


def test_a_difference_that_is_there_is_found(rng):
    noise = lambda: rng.normal(0, 0.01, 10)  # noqa: E731
    assert claims.above(0.8 + noise(), 0.7 + noise(), margin=0.01).came_out is True
    assert claims.above(0.7 + noise(), 0.8 + noise(), margin=0.01).came_out is False
    assert claims.no_matter(0.8 + noise(), 0.8 + noise(), margin=0.1).came_out is True
    assert claims.no_matter(0.9 + noise(), 0.7 + noise(), margin=0.1).came_out is False
    assert claims.no_worse(0.9 + noise(), 0.7 + noise(), margin=0.1).came_out is True
    assert claims.no_worse(0.6 + noise(), 0.8 + noise(), margin=0.1).came_out is False


def test_what_is_not_clear_is_open_and_not_equal(rng):
    comparison = claims.no_matter(rng.normal(0, 1, 10), rng.normal(0, 1, 10), margin=0.1)
    assert comparison.outcome == "open"
    assert comparison.came_out is None


def test_fewer_seeds_than_five_give_no_verdict():
    few = claims.above([9, 9.1, 9.2, 9.1], [1, 1.1, 1, 1])
    assert few.outcome == "too few seeds"
    assert few.came_out is None
    assert claims.Evidence("x", {"a": few}).verdict == "too few seeds"
    assert claims.above([0.3], [0.1]).describe() == "+0.200, 1 seed"


def test_the_effect_is_hedges(rng):
    a, b = rng.normal(1, 1, 6), rng.normal(0, 1, 6)
    d = np.mean(a - b) / np.std(a - b, ddof=1)
    assert claims.above(a, b).effect == pytest.approx(d * (1 - 3 / (4 * 5 - 1)))
    pooled = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    assert claims.above(a, b, paired=False).effect == pytest.approx(
        (a.mean() - b.mean()) / pooled * (1 - 3 / (4 * 10 - 1))
    )
    assert np.isnan(claims.above([1, 1], [0, 0]).effect)


UP, DOWN, OPEN = (
    claims.above([1, 1.1, 1.2, 1.1, 1], [0, 0.1, 0, 0, 0.1]),
    claims.above([0, 0.1, 0, 0, 0.1], [1, 1.1, 1.2, 1.1, 1]),
    claims.above([0, 1, -1, 2, -2], [0, -1, 1, 1, -1]),
)


@pytest.mark.parametrize(
    ("cases", "verdict", "sentence"),
    [
        ({"a": UP, "b": UP}, "holds", "holds"),
        ({"a": UP, "b": DOWN}, "holds in part", "holds if a"),
        ({"a": UP, "b": OPEN, "c": UP}, "holds in part", "holds if a or c"),
        ({"a": DOWN, "b": DOWN}, "not reproduced", "not reproduced"),
        ({"a": DOWN, "b": OPEN}, "not settled", "not settled"),
    ],
)
def test_a_claim_holds_where_all_its_conditions_came_out(cases, verdict, sentence):
    found = claims.Evidence("x", cases)
    assert (found.verdict, found.sentence) == (verdict, sentence)


def test_evidence_is_the_same_after_a_way_through_json():
    evidence = claims.Evidence("accuracy", {"b": UP, "a": claims.no_worse([1, 2], 1, 0.5)}, digits=2)
    again = claims.Evidence.from_data(json.loads(json.dumps(evidence.as_data(), sort_keys=True)))
    assert again == evidence
    assert list(again.cases) == ["b", "a"]


def test_evidence_says_what_was_measured_with_interval_and_seeds():
    text = claims.Evidence("accuracy", {"a": UP}).describe()
    low, high = UP.interval()
    assert text == f"accuracy: +1.040 [{low:+.3f}, {high:+.3f}], 5 seeds"
    assert claims.Evidence("accuracy", {"a": UP}).rows()["a"]["seeds"] == 5


@pytest.mark.parametrize("values", [[], [[1, 2]]])
def test_values_that_are_not_one_a_seed_are_named(values):
    with pytest.raises(ValueError, match="Expected `values` with a number for each seed"):
        claims.plus_minus(values)


@pytest.mark.parametrize(
    ("a", "b", "margin", "message"),
    [
        ([1, 2], [1, 2, 3], 0, "as many numbers in both arms"),
        ([np.nan, 1], [1, 2], 0, "finite numbers"),
        ([1, 2], [1, 2], -1, "a margin of 0 or more"),
    ],
)
def test_arms_that_cannot_be_compared_are_named(a, b, margin, message):
    with pytest.raises(ValueError, match=message):
        claims.above(a, b, margin)


def test_equality_needs_a_margin():
    with pytest.raises(ValueError, match="`margin` > 0"):
        claims.no_matter([1, 2], [1, 2], 0)


def test_evidence_needs_a_case():
    with pytest.raises(ValueError, match="at least one case"):
        claims.Evidence("x", {})


@pytest.mark.parametrize(("values", "text"), [([0.5], "0.500"), ([0.1, 0.3], "0.200 ± 0.141")])
def test_mean_and_spread_in_words(values, text):
    assert claims.plus_minus(values) == text
