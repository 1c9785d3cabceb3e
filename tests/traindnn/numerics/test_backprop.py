from itertools import pairwise

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn import activations, backprop
from traindnn.activations import ACTIVATIONS, linear, linear_grad, relu, relu_grad, softmax, tanh, tanh_grad
from traindnn.initializers import normal

from .reference import few, keras_gradient

# Units of each layer, the input first; samples; hidden activation.
NETS = [([4, 3], 5, "tanh"), ([6, 5, 5, 3], 4, "selu"), ([3, 7, 2, 4, 3], 1, "swish")]


def draw(widths, m, seed=0):
    """A network with biases, inputs, and one-hot targets."""
    rng = np.random.default_rng(seed)
    thetas = [
        backprop.with_bias_row(normal(p, q, 1 / p, rng), rng.normal(size=q)) for p, q in pairwise(widths)
    ]
    return thetas, rng.normal(size=(m, widths[0])), np.eye(widths[-1])[rng.integers(widths[-1], size=m)]


def functions(hidden, thetas, output):
    f, grad = ACTIVATIONS[hidden]
    return [f] * (len(thetas) - 1) + [output], [grad] * (len(thetas) - 1)


def loss_of(thetas, x, y, fs, loss):
    return loss(y, backprop.forward(x, thetas, fs)[1][-1])


def backward(x, y, thetas, hidden, error):
    """Sensitivities and gradients by the equations, for either loss."""
    fs, grads = functions(hidden, thetas, softmax if error == "cross-entropy" else tanh)
    nets, acts = backprop.forward(x, thetas, fs)
    if error == "cross-entropy":
        out, loss = backprop.output_sensitivity_cross_entropy(y, acts[-1]), backprop.cross_entropy
    else:
        out, loss = (
            backprop.output_sensitivity_squared(y, acts[-1], nets[-1], tanh_grad),
            backprop.squared_error,
        )
    sens = backprop.sensitivities(out, thetas, nets, grads)
    return fs, loss, sens, backprop.gradients(acts, sens)


def keras_loss(theta, k, thetas, x, y, hidden, error):
    """The same loss with Keras ops, as a function of the k-th parameter matrix."""
    ops, a = keras.ops, ops_array(x)
    for j, other in enumerate(thetas):
        now = theta if j == k else ops_array(other)
        n = ops.matmul(a, now[1:]) + now[0]
        a = getattr(ops, "silu" if hidden == "swish" else hidden)(n) if j < len(thetas) - 1 else n
    if error == "cross-entropy":
        return ops.mean(keras.losses.categorical_crossentropy(ops_array(y), a, from_logits=True))
    return ops.sum(ops.square(ops_array(y) - ops.tanh(a))) / len(y)


def ops_array(x):
    return keras.ops.convert_to_tensor(np.asarray(x, "float32"))


@pytest.mark.parametrize("error", ["squared", "cross-entropy"])
@pytest.mark.parametrize(("widths", "m", "hidden"), NETS)
def test_losses_and_gradients_agree_with_keras(widths, m, hidden, error):
    thetas, x, y = draw(widths, m)
    fs, loss, _, grads = backward(x, y, thetas, hidden, error)
    theirs = float(keras_loss(ops_array(thetas[0]), 0, thetas, x, y, hidden, error))
    assert loss_of(thetas, x, y, fs, loss) == pytest.approx(theirs, rel=1e-5)
    for k, grad in enumerate(grads):
        expected = keras_gradient(lambda t, k=k: keras_loss(t, k, thetas, x, y, hidden, error), thetas[k])
        np.testing.assert_allclose(grad, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("error", ["squared", "cross-entropy"])
@pytest.mark.parametrize(("widths", "m", "hidden"), NETS)
def test_gradients_agree_with_central_differences(widths, m, hidden, error):
    thetas, x, y = draw(widths, m)
    fs, loss, _, grads = backward(x, y, thetas, hidden, error)
    for k, grad in enumerate(grads):

        def of_theta(theta, k=k):
            return loss_of([*thetas[:k], theta, *thetas[k + 1 :]], x, y, fs, loss)

        np.testing.assert_allclose(
            grad, backprop.central_difference(of_theta, thetas[k]), rtol=1e-6, atol=1e-8
        )


def test_sensitivities_are_derivatives_by_the_net_input():
    thetas, x, y = draw([4, 5, 3], 2)
    nets, _ = backprop.forward(x, thetas, [tanh, softmax])
    _, _, sens, _ = backward(x, y, thetas, "tanh", "cross-entropy")

    def loss_from_first_net(net):
        return backprop.cross_entropy(y, backprop.forward(tanh(net), thetas[1:], [softmax])[1][-1])

    np.testing.assert_allclose(sens[0], backprop.central_difference(loss_from_first_net, nets[0]), atol=1e-9)


@pytest.mark.parametrize(("widths", "m", "hidden"), NETS)
def test_forward_agrees_with_keras_dense_layers(widths, m, hidden):
    thetas, x, _ = draw(widths, m)
    fs, _ = functions(hidden, thetas, softmax)
    units = zip(widths[1:], [hidden] * (len(thetas) - 1) + ["softmax"], strict=True)
    model = keras.Sequential([keras.Input((widths[0],)), *(keras.layers.Dense(p, f) for p, f in units)])
    model.set_weights([part for theta in thetas for part in (theta[1:], theta[0])])
    nets, acts = backprop.forward(x, thetas, fs)
    np.testing.assert_allclose(acts[-1], model(x), rtol=1e-4, atol=1e-6)
    assert acts[0] is x
    assert [n.shape for n in nets] == [a.shape for a in acts[1:]] == [(m, p) for p in widths[1:]]


@few
@given(seed=st.integers(0, 1000), m=st.integers(1, 5))
def test_the_gradient_of_a_batch_is_the_mean_over_its_samples(seed, m):
    thetas, x, y = draw([3, 4, 3], m, seed)
    whole = backward(x, y, thetas, "tanh", "cross-entropy")[3]
    single = [backward(x[i : i + 1], y[i : i + 1], thetas, "tanh", "cross-entropy")[3] for i in range(m)]
    for k, grad in enumerate(whole):
        np.testing.assert_allclose(grad, np.mean([grads[k] for grads in single], axis=0), atol=1e-12)


def test_equation_8_with_the_diagonal_matrix_of_equation_10():
    thetas, x, y = draw([4, 5, 3], 1)
    nets, _ = backprop.forward(x, thetas, [tanh, softmax])
    _, _, sens, _ = backward(x, y, thetas, "tanh", "cross-entropy")
    weights = thetas[1][1:]
    np.testing.assert_allclose(sens[0], sens[1] @ weights.T @ backprop.slope_matrix(nets[0][0], tanh_grad))


def test_bias_row_and_column_of_ones():
    w = np.arange(6, dtype="float32").reshape(3, 2)
    assert backprop.with_bias_row(w, [7, 8])[0].tolist() == [7, 8]
    assert backprop.with_bias_row(w).dtype == backprop.with_ones(w).dtype == w.dtype
    assert backprop.with_bias_row(w)[0].tolist() == [0, 0]
    assert np.array_equal(backprop.with_ones(w)[:, 0], np.ones(3))


def test_a_gradient_step_lowers_the_loss_and_changes_nothing_in_place():
    thetas, x, y = draw([4, 5, 3], 6)
    before = [theta.copy() for theta in thetas]
    fs, loss, _, grads = backward(x, y, thetas, "tanh", "cross-entropy")
    stepped = backprop.gradient_step(thetas, grads, 0.01)
    assert loss_of(stepped, x, y, fs, loss) < loss_of(thetas, x, y, fs, loss)
    assert all(np.array_equal(a, b) for a, b in zip(thetas, before, strict=True))


def deep(variance, f, grad, depth=30, width=100):
    """Sensitivities of a deep linear-output network without biases, whose weights have one variance."""
    rng = np.random.default_rng(0)
    thetas = [backprop.with_bias_row(normal(width, width, variance, rng)) for _ in range(depth)]
    nets, acts = backprop.forward(rng.normal(size=(8, width)), thetas, [f] * (depth - 1) + [linear])
    sens = backprop.sensitivities(rng.normal(size=(8, width)), thetas, nets, [grad] * (depth - 1))
    return sens, acts


def test_doubling_the_weights_of_relu_layers_doubles_the_growth_at_each_layer():
    rms, ratio = backprop.gradient_growth(deep(0.02, relu, relu_grad, depth=6)[0])
    _, doubled = backprop.gradient_growth(deep(0.08, relu, relu_grad, depth=6)[0])
    assert len(rms) == 6
    assert ratio == pytest.approx(rms[0] / rms[-1])
    assert doubled == pytest.approx(ratio * 2**5)


def test_sensitivities_explode_through_the_weights_though_tanh_is_saturated():
    sens, acts = deep(1.0, tanh, tanh_grad)
    assert np.sqrt(np.mean(acts[-2] ** 2)) > 0.9
    assert backprop.gradient_growth(sens)[1] > 1e6


def test_sensitivities_vanish_through_sigmoids_and_persist_through_identities():
    vanishing, _ = deep(0.01, activations.sigmoid, activations.sigmoid_grad)
    persisting, _ = deep(0.01, linear, linear_grad)
    assert backprop.gradient_growth(vanishing)[1] < 1e-12
    assert 0.1 < backprop.gradient_growth(persisting)[1] < 10


@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 2)])
def test_central_difference_of_a_cubic(shape):
    x = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(backprop.central_difference(lambda v: np.sum(v**3), x), 3 * x**2, rtol=1e-7)


def test_cross_entropy_of_a_certain_mistake_is_finite():
    assert 700 < backprop.cross_entropy(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])) < 750


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: backprop.forward(np.ones((1, 2)), [np.ones((3, 2))], []),
            "Expected an activation for each layer. Received: thetas=1, fs=0",
        ),
        (
            lambda: backprop.sensitivities(np.ones((1, 2)), [np.ones((3, 2))] * 2, [], []),
            "Expected a derivative for each hidden layer. Received: hidden=1, grads=0",
        ),
        (lambda: backprop.gradient_step([], [], 0), "Expected `lr` > 0. Received: lr=0"),
        (lambda: backprop.central_difference(np.sum, np.ones(2), h=0), "Expected `h` > 0. Received: h=0"),
    ],
)
def test_says_what_was_expected(call, message):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        call()
    assert str(error.value) == message
