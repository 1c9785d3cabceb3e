import math

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn import activations
from traindnn.activations import ACTIVATIONS, max_slope
from traindnn.backprop import central_difference

from .reference import SHAPES, few, finite, keras_gradient

ops = keras.ops
KERAS = {
    "linear": keras.activations.linear,
    "sigmoid": ops.sigmoid,
    "tanh": ops.tanh,
    "relu": ops.relu,
    "leaky_relu": lambda x: ops.leaky_relu(x, negative_slope=0.01),
    "elu": ops.elu,
    "selu": ops.selu,
    "gelu": lambda x: ops.gelu(x, approximate=False),
    "swish": ops.silu,
}
NAMES = sorted(ACTIVATIONS)


def net_inputs(shape):
    """Inputs of both signs, none of them at a kink."""
    x = np.random.default_rng(0).normal(0, 3, shape)
    return x + np.sign(x) * 0.01


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_function_and_derivative_agree_with_keras(name, shape):
    f, grad = ACTIVATIONS[name]
    x = net_inputs(shape).astype("float32")
    np.testing.assert_allclose(f(x), KERAS[name](x), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(grad(x), keras_gradient(KERAS[name], x), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0, 2.0])
@pytest.mark.parametrize(
    ("f", "grad", "theirs"),
    [
        (activations.elu, activations.elu_grad, lambda x, alpha: ops.elu(x, alpha=alpha)),
        (
            activations.leaky_relu,
            activations.leaky_relu_grad,
            lambda x, alpha: ops.leaky_relu(x, negative_slope=alpha),
        ),
    ],
    ids=["elu", "leaky_relu"],
)
def test_alpha_agrees_with_keras(f, grad, theirs, alpha):
    x = net_inputs((4, 5)).astype("float32")
    np.testing.assert_allclose(f(x, alpha), theirs(x, alpha), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(
        grad(x, alpha), keras_gradient(lambda v: theirs(v, alpha), x), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_derivative_agrees_with_central_differences(name, shape):
    f, grad = ACTIVATIONS[name]
    x = net_inputs(shape)
    np.testing.assert_allclose(grad(x), central_difference(lambda v: np.sum(f(v)), x), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_at_zero_the_derivative_is_the_one_from_the_left(name):
    grad = ACTIVATIONS[name].grad
    assert grad(np.array([0.0])) == pytest.approx(grad(np.array([-1e-9])), abs=1e-8)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", NAMES)
def test_keeps_shape_dtype_and_input_and_stays_finite(name, dtype):
    x = np.array([[-1000, -80, -1, 0], [1e-3, 1, 80, 1000]], dtype)
    before = x.copy()
    for function in ACTIVATIONS[name]:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            y = function(x)
        assert (y.shape, y.dtype) == (x.shape, x.dtype)
        assert np.all(np.isfinite(y))
        assert np.array_equal(x, before)


def test_gelu_of_integers_is_not_cut_to_integers():
    assert activations.gelu(np.array([1])) == pytest.approx(0.841345, abs=1e-6)


def test_selu_constants_are_those_of_the_paper():
    assert activations.selu_constants() == pytest.approx((1.0507009873554805, 1.6732632423543772), rel=1e-14)


def test_selu_keeps_mean_0_and_variance_1():
    x = np.linspace(-12, 12, 240_001)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    y = activations.selu(x)
    assert np.trapezoid(density * y, x) == pytest.approx(0, abs=1e-8)
    assert np.trapezoid(density * y**2, x) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize(
    ("name", "slope"),
    [
        ("linear", 1),
        ("sigmoid", 1 / 4),
        ("tanh", 1),
        ("relu", 1),
        ("leaky_relu", 1),
        ("elu", 1),
        ("selu", math.prod(activations.selu_constants())),
        ("gelu", activations.gelu_grad(np.sqrt(2))),
        ("swish", 1.0998),
    ],
)
def test_max_slope(name, slope):
    assert max_slope(name) == pytest.approx(slope, abs=1e-4)


def test_max_slope_of_a_pair():
    assert max_slope((lambda x: 3 * np.sin(x), lambda x: 3 * np.cos(x))) == pytest.approx(3)


def test_max_slope_of_an_unknown_name():
    with pytest.raises(
        ValueError, match=r"Expected `activation` to be 'linear' or .* Received: activation='mish'"
    ):
        max_slope("mish")


@few
@given(name=st.sampled_from(NAMES), x=finite, y=finite)
def test_no_slope_is_larger_than_the_largest(name, x, y):
    f, grad = ACTIVATIONS[name]
    slope = max_slope(name) * (1 + 1e-6)
    assert abs(grad(np.array(x))) <= slope
    assert abs(f(np.array(x)) - f(np.array(y))) <= slope * abs(x - y) + 1e-12


@few
@given(x=finite, k=st.floats(0, 10))
def test_relu_and_leaky_relu_scale_with_their_input(x, k):
    for f in (activations.relu, activations.leaky_relu):
        assert f(np.array(k * x)) == pytest.approx(k * f(np.array(x)))


@pytest.mark.parametrize("shape", SHAPES)
def test_softmax_agrees_with_keras(shape):
    x = net_inputs(shape)
    np.testing.assert_allclose(activations.softmax(x), ops.softmax(x), rtol=1e-5)


@few
@given(row=st.lists(finite, min_size=2, max_size=6), shift=st.floats(-1000, 1000))
def test_softmax_sums_to_one_keeps_order_and_ignores_a_shift(row, shift):
    x = np.array(row)
    p = activations.softmax(x)
    assert p.sum() == pytest.approx(1)
    assert np.all(np.diff(p[np.argsort(x)]) >= 0)
    np.testing.assert_allclose(activations.softmax(x + shift), p, rtol=1e-9, atol=1e-12)
