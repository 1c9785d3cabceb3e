import numpy as np
import pytest

from traindnn import expect


def test_names_what_was_expected_and_what_was_received():
    with pytest.raises(ValueError, match=r"^Expected a row for each sample. Received: rows=2, samples=3$"):
        expect.that(False, "a row for each sample", rows=2, samples=3)


@pytest.mark.parametrize(
    ("check", "good", "bad", "message"),
    [
        (expect.positive, [1, 0.1, np.array([1, 2])], [0, -1, float("nan"), [1, 0]], "`p` > 0"),
        (expect.non_negative, [0, 2, np.zeros(3)], [-1, float("nan"), [0, -1]], "`p` >= 0"),
        (expect.fraction, [0, 0.5, 1, [0, 1]], [-0.1, 1.1, float("nan"), [0, 2]], "0 <= `p` <= 1"),
    ],
)
def test_bounds(check, good, bad, message):
    for value in good:
        assert check(p=value) is None
    for value in bad:
        with pytest.raises(ValueError, match=f"Expected {message}. Received: p="):
            check(p=value)


def test_one_of():
    assert expect.one_of(("min", "max"), mode="max") is None
    with pytest.raises(ValueError, match=r"Expected `mode` to be 'min' or 'max'. Received: mode='auto'"):
        expect.one_of(("min", "max"), mode="auto")
