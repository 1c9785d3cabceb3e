"""Verdicts: two standard errors, neither more nor less, and words that follow from the cases."""

import numpy as np
import pytest

from traindnn import claims


def arms(gap_in_errors, n=4, sd=0.3):
    """Two arms of ``n`` values with sd ``sd``, whose means differ by so many standard errors."""
    pattern = np.tile([1.0, -1.0], n // 2)
    noise = sd * pattern / pattern.std(ddof=1)
    return 5 + noise + gap_in_errors * sd * np.sqrt(2 / n), 5 + noise


@pytest.mark.parametrize(("gap", "clear"), [(2.1, True), (1.9, False), (0, False), (-3, False)])
@pytest.mark.parametrize("n", [2, 4, 8])
def test_two_standard_errors_of_the_difference_make_it_clear(gap, clear, n):
    assert claims.clearly_above(*arms(gap, n)) is clear


def test_agrees_with_the_t_statistic_of_welch():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(0)
    for _ in range(200):
        a, b = rng.normal(rng.normal(), rng.uniform(0.1, 1), 3), rng.normal(0, 0.5, 5)
        assert claims.clearly_above(a, b) == (stats.ttest_ind(a, b, equal_var=False).statistic > 2)


def test_margin_is_asked_for_on_top():
    a, b = arms(3)
    error = 0.3 * np.sqrt(2 / 4)
    assert claims.clearly_above(a, b, margin=0.9 * error)
    assert not claims.clearly_above(a, b, margin=1.1 * error)


def test_fixed_value_has_no_spread_of_its_own():
    a = arms(0)[0]
    error = a.std(ddof=1) / 2
    assert claims.clearly_above(a, 5 - 2.1 * error)
    assert not claims.clearly_above(a, 5 - 1.9 * error)


def test_equal_arms_without_spread_and_lost_runs_are_not_clear():
    assert not claims.clearly_above([0.1, 0.1], [0.1, 0.1])
    assert claims.clearly_above([0.2, 0.2], [0.1, 0.1])
    assert not claims.clearly_above([np.nan, 1.0], [0.1, 0.1])


def test_words_follow_from_the_cases():
    assert claims.verdict({"a": True, "b": True}) == "holds"
    assert claims.verdict({"a": False, "b": False}) == "not reproduced"
    assert claims.verdict({"a": True, "b": False}) == "holds if a"
    assert claims.verdict({"a": True, "b": False, "c": True}) == "holds if a or c"


def test_mean_and_spread_in_words():
    assert claims.plus_minus([1.0, 2.0, 3.0], 2) == "2.00 ± 1.00"
    assert claims.plus_minus([0.5]) == "0.500"


def test_errors_name_what_is_missing():
    with pytest.raises(ValueError, match=r"number for each seed.*Received: values="):
        claims.plus_minus([])
    with pytest.raises(ValueError, match="at least one case"):
        claims.verdict({})
