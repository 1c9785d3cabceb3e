import numpy as np
import pytest

from traindnn.lab.range_test import moving_average, range_test

pytestmark = pytest.mark.backend


def test_the_rate_grows_by_one_factor_until_the_loss_diverges(tiny, tiny_model):
    found = range_test(tiny_model, tiny, lr_min=1e-4, lr_max=1e4, steps=80)
    assert len(found.lr) == len(found.loss) == len(found.smooth_loss) < 80
    np.testing.assert_allclose(found.lr[1:] / found.lr[:-1], 1e8 ** (1 / 79), rtol=1e-6)
    assert found.lr[0] == pytest.approx(1e-4)
    assert 1e-4 < found.lr_at_lowest < found.lr[-1]


def test_it_ends_at_the_highest_rate_if_nothing_diverges(tiny, tiny_model):
    found = range_test(tiny_model, tiny, lr_min=1e-9, lr_max=1e-8, steps=20)
    assert found.lr[-1] == pytest.approx(1e-8)
    assert len(found.lr) == 20


def test_the_same_seed_gives_the_same_losses(tiny, tiny_model):
    first, second = (range_test(tiny_model, tiny, steps=10, seed=2) for _ in range(2))
    np.testing.assert_array_equal(first.loss, second.loss)


def test_the_average_of_a_constant_is_that_constant_from_the_start():
    assert moving_average([3.0]) == pytest.approx(3.0)
    assert moving_average([3.0] * 7) == pytest.approx(3.0)
    assert moving_average([0.0, 1.0], keep=0.5) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "wrong", [{"lr_min": 0}, {"lr_min": 1, "lr_max": 1}, {"steps": 0}, {"batch_size": 0}]
)
def test_impossible_tests_are_errors(tiny, tiny_model, wrong):
    with pytest.raises(ValueError, match=r"Received: .*=[01]"):
        range_test(tiny_model, tiny, **wrong)
