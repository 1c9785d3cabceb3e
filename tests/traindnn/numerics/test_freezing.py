"""Frozen layers: the step, the roles, the counts; Keras's optimizer as the reference."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn import backprop, freezing

from .reference import few


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
@few
def test_each_switch_decides_over_its_own_array(trainable, seed):
    rng = np.random.default_rng(seed)
    params, grads = ([rng.standard_normal((k + 1, 3)) for k in range(len(trainable))] for _ in range(2))
    kept = [p.copy() for p in params]
    plain = backprop.gradient_step(params, grads, lr=0.3)
    for new, old, moved, free in zip(
        freezing.masked_sgd_step(params, grads, trainable, lr=0.3), kept, plain, trainable, strict=True
    ):
        assert np.array_equal(new, moved if free else old)
        assert new.dtype == old.dtype
    assert all(np.array_equal(p, k) for p, k in zip(params, kept, strict=True))


def test_nothing_is_read_from_a_frozen_gradient():
    params, grads = [np.ones(2), np.ones(2)], [np.full(2, np.nan), np.ones(2)]
    frozen, free = freezing.masked_sgd_step(params, grads, [False, True], lr=0.5)
    assert np.array_equal(frozen, [1, 1])
    assert np.array_equal(free, [0.5, 0.5])
    assert frozen is not params[0]


def test_keras_takes_the_same_step():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(2)])
    model.layers[0].trainable = False
    model.compile(keras.optimizers.SGD(0.1), "mse")
    x, y = np.ones((5, 3), "float32"), np.zeros((5, 2), "float32")
    before = model.get_weights()
    model.train_on_batch(x, y)
    a1 = x @ before[0] + before[1]
    net = a1 @ before[2] + before[3]
    s = 2 * (net - y) / y.size
    grads = [np.full_like(before[0], np.nan), np.full_like(before[1], np.nan), a1.T @ s, s.sum(axis=0)]
    expected = freezing.masked_sgd_step(before, grads, [False, False, True, True], lr=0.1)
    for ours, theirs in zip(expected, model.get_weights(), strict=True):
        assert theirs == pytest.approx(ours, abs=1e-6)


def test_lists_of_different_length_and_rates_that_are_not_positive_are_refused():
    one = [np.ones(1)]
    with pytest.raises(ValueError, match="Received: params=1, grads=1, trainable=2"):
        freezing.masked_sgd_step(one, one, [True, False], lr=0.1)
    with pytest.raises(ValueError, match="Received: lr=0"):
        freezing.masked_sgd_step(one, one, [True], lr=0)


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))), st.data())
@few
def test_roles_are_frozen_then_fine_tuned_then_new(shape, data):
    n_layers, n_reuse = shape
    n_unfrozen = data.draw(st.integers(0, n_reuse))
    names = [role.name for role in freezing.roles(n_layers, n_reuse, n_unfrozen)]
    assert names == (
        [freezing.FROZEN] * (n_reuse - n_unfrozen)
        + [freezing.FINE_TUNED] * n_unfrozen
        + [freezing.NEW] * (n_layers - n_reuse)
    )


@pytest.mark.parametrize(("n_reuse", "n_unfrozen"), [(3, 0), (2, 3), (-1, 0), (1, -1)])
def test_impossible_roles_are_refused(n_reuse, n_unfrozen):
    with pytest.raises(ValueError, match="0 <= `n_unfrozen` <= `n_reuse` < `n_layers`"):
        freezing.roles(3, n_reuse, n_unfrozen)


def test_counts_of_slide_43():
    sizes = [10, 20, 30, 40, 5]
    assert freezing.count_trainable(sizes, 0, 0) == 105
    assert freezing.count_trainable(sizes, 3, 0) == 45
    assert freezing.count_trainable(sizes, 3, 1) == 75
    assert freezing.count_trainable(sizes, 4, 4) == 105
