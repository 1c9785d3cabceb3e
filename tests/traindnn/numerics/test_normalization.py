import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn import normalization as bn
from traindnn.backprop import central_difference

from .reference import few, keras_gradient

SHAPES = [(4, 5), (16, 3), (7, 1)]


def draw(shape, seed=0):
    """A mini-batch that is not standardized, γ, β, moving mean and variance."""
    rng = np.random.default_rng(seed)
    d = shape[1]
    return (
        rng.normal(2, 3, shape),
        rng.normal(1, 0.5, d),
        rng.normal(size=d),
        rng.normal(size=d),
        rng.uniform(0.1, 4, d),
    )


def layer(gamma, beta, mean=None, var=None, **settings):
    """Keras's layer with the given parameters; without statistics it starts at mean 0 and variance 1."""
    made = keras.layers.BatchNormalization(**settings)
    made.build((None, len(gamma)))
    statistics = (np.zeros_like(gamma), np.ones_like(gamma)) if mean is None else (mean, var)
    made.set_weights([gamma, beta, *statistics])
    return made


@pytest.mark.parametrize("eps", [1e-5, 1e-3, 0.1])
@pytest.mark.parametrize("shape", SHAPES)
def test_training_and_inference_agree_with_keras(shape, eps):
    x, gamma, beta, mean, var = draw(shape)
    theirs = layer(gamma, beta, mean, var, epsilon=eps)
    inferred = bn.batch_norm_infer(x, gamma, beta, mean, var, eps)
    np.testing.assert_allclose(inferred, theirs(x, training=False), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(
        bn.batch_norm_train(x, gamma, beta, eps)[0], theirs(x, training=True), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_moving_statistics_agree_with_keras(shape):
    _, gamma, beta, _, _ = draw(shape)
    theirs = layer(gamma, beta, momentum=0.9)
    mean, var = np.zeros(shape[1]), np.ones(shape[1])
    for seed in range(3):
        x = draw(shape, seed)[0]
        theirs(x, training=True)
        _, cache = bn.batch_norm_train(x, gamma, beta)
        mean, var = bn.update_moving(mean, cache.mean, 0.1), bn.update_moving(var, cache.var, 0.1)
    np.testing.assert_allclose(mean, theirs.moving_mean, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(var, theirs.moving_variance, rtol=1e-4, atol=1e-6)


def test_moving_average_of_the_lecture_starts_at_the_first_batch():
    values = [np.array([1.0, 4.0]), np.array([3.0, 0.0]), np.array([5.0, 8.0])]
    moving = None
    for value in values:
        moving = bn.update_moving(moving, value, 0.25)
    np.testing.assert_allclose(moving, 0.5625 * values[0] + 0.1875 * values[1] + 0.25 * values[2])


@few
@given(alpha=st.floats(0, 1), n=st.integers(1, 20), value=st.floats(-100, 100))
def test_after_n_steps_the_data_weigh_one_minus_momentum_to_the_n(alpha, n, value):
    moving = 0.0
    for _ in range(n):
        moving = bn.update_moving(moving, value, alpha)
    assert moving == pytest.approx(value * (1 - (1 - alpha) ** n), abs=1e-9)


@pytest.mark.parametrize("backward", [bn.batch_norm_backward_steps, bn.batch_norm_backward])
@pytest.mark.parametrize("shape", SHAPES)
def test_backward_agrees_with_central_differences_and_with_keras(shape, backward):
    x, gamma, beta, _, _ = draw(shape)
    dz = np.random.default_rng(9).normal(size=shape)
    dx, dgamma, dbeta = backward(dz, bn.batch_norm_train(x, gamma, beta)[1])

    def loss(x, gamma, beta):
        return np.sum(dz * bn.batch_norm_train(x, gamma, beta)[0])

    for found, of in [
        (dx, (lambda v: loss(v, gamma, beta), x)),
        (dgamma, (lambda v: loss(x, v, beta), gamma)),
        (dbeta, (lambda v: loss(x, gamma, v), beta)),
    ]:
        np.testing.assert_allclose(found, central_difference(*of), rtol=1e-5, atol=1e-8)
    theirs = layer(gamma, beta)
    weighted = keras.ops.convert_to_tensor(dz.astype("float32"))
    expected = keras_gradient(lambda v: weighted * theirs(v, training=True), x)
    np.testing.assert_allclose(dx, expected, rtol=1e-3, atol=1e-4)


@few
@given(seed=st.integers(0, 10_000), m=st.integers(2, 9), d=st.integers(1, 4))
def test_backward_forms_agree_and_leave_no_shift(seed, m, d):
    x, gamma, beta, _, _ = draw((m, d), seed)
    cache = bn.batch_norm_train(x, gamma, beta)[1]
    dz = np.random.default_rng(seed + 1).normal(size=(m, d))
    closed, steps = bn.batch_norm_backward(dz, cache), bn.batch_norm_backward_steps(dz, cache)
    for one, other in zip(closed, steps, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(closed[0].sum(axis=0), 0, atol=1e-10)


@few
@given(seed=st.integers(0, 10_000), scale=st.floats(0.5, 100), shift=st.floats(-100, 100))
def test_training_output_has_mean_beta_sd_gamma_and_ignores_scale_and_shift(seed, scale, shift):
    x, gamma, beta, _, _ = draw((20, 3), seed)
    z, cache = bn.batch_norm_train(x, gamma, beta, eps=1e-12)
    np.testing.assert_allclose(z.mean(axis=0), beta, atol=1e-9)
    np.testing.assert_allclose(z.std(axis=0), np.abs(gamma), rtol=1e-6)
    np.testing.assert_allclose(
        bn.batch_norm_train(scale * x + shift, gamma, beta, eps=1e-12)[0], z, atol=1e-6
    )
    np.testing.assert_allclose(cache.var, x.var(axis=0))


def test_constant_features_and_batches_of_one_give_beta():
    gamma, beta = np.array([2.0, 3.0]), np.array([0.5, -1.0])
    for x in (np.full((4, 2), 7.0), np.array([[1.0, 9.0]])):
        assert np.array_equal(bn.batch_norm_train(x, gamma, beta)[0], np.tile(beta, (len(x), 1)))


def test_inference_handles_each_row_on_its_own():
    x, *parameters = draw((6, 3))
    rows = [bn.batch_norm_infer(x[i : i + 1], *parameters) for i in range(len(x))]
    np.testing.assert_allclose(np.vstack(rows), bn.batch_norm_infer(x, *parameters), rtol=1e-12)


@pytest.mark.parametrize("units", [1, 4, 9])
@pytest.mark.parametrize("shape", SHAPES)
def test_folding_is_exact(shape, units):
    x, *parameters = draw(shape)
    rng = np.random.default_rng(5)
    w, b = rng.normal(size=(shape[1], units)), rng.normal(size=units)
    after_w, after_b = bn.fold_into_next(w, b, *parameters)
    np.testing.assert_allclose(x @ after_w + after_b, bn.batch_norm_infer(x, *parameters) @ w + b, rtol=1e-10)

    inputs, (w, b) = (
        rng.normal(size=(8, units)),
        (rng.normal(size=(units, shape[1])), rng.normal(size=shape[1])),
    )
    before_w, before_b = bn.fold_into_previous(w, b, *parameters)
    expected = bn.batch_norm_infer(inputs @ w + b, *parameters)
    np.testing.assert_allclose(inputs @ before_w + before_b, expected, rtol=1e-10, atol=1e-12)


def test_nothing_is_changed_in_place():
    arguments = draw((5, 3))
    before = [a.copy() for a in arguments]
    x, gamma, beta, mean, var = arguments
    z, cache = bn.batch_norm_train(x, gamma, beta)
    bn.batch_norm_backward(z, cache)
    bn.batch_norm_backward_steps(z, cache)
    bn.batch_norm_infer(*arguments)
    bn.update_moving(mean, var, 0.3)
    assert all(np.array_equal(a, b) for a, b in zip(arguments, before, strict=True))


def test_says_what_was_expected():
    x, *parameters = draw((4, 2))
    with pytest.raises(ValueError, match=r"Expected `eps` > 0. Received: eps=0"):
        bn.batch_norm_train(x, *parameters[:2], eps=0)
    with pytest.raises(ValueError, match=r"Expected `eps` > 0. Received: eps=-1"):
        bn.batch_norm_infer(x, *parameters, eps=-1)
    with pytest.raises(ValueError, match=r"Expected 0 <= `alpha` <= 1. Received: alpha=1.5"):
        bn.update_moving(0.0, 1.0, 1.5)
