"""Activation functions and their derivatives.

Each function takes the net input ``x``, a float array of any shape, and returns an array of the same shape
and dtype; the derivative of ``f`` is ``f_grad``. All but `softmax` work entry by entry. At a kink the
derivative is the one from the left: ReLU'(0) = 0. Large inputs neither overflow nor warn.
"""

import math
from typing import NamedTuple

import numpy as np

from traindnn import expect
from traindnn.arrays import Array, Function


def linear(x: Array) -> Array:
    """The identity: f(x) = x, for the output layer of a regression."""
    return np.asarray(x)


def linear_grad(x: Array) -> Array:
    """Derivative of the identity: 1."""
    return np.ones_like(x)


def sigmoid(x: Array) -> Array:
    """Logistic function: f(x) = 1 / (1 + e^-x), computed as e^-log(1 + e^-x),
    which cannot overflow."""
    return np.exp(-np.logaddexp(0, -x))


def sigmoid_grad(x: Array) -> Array:
    """Derivative of the sigmoid: f(x) (1 - f(x)), where 1 - f(x) = f(-x). At
    most 1/4, at 0."""
    return sigmoid(x) * sigmoid(-x)


def tanh(x: Array) -> Array:
    """Hyperbolic tangent: f(x) = (e^x - e^-x) / (e^x + e^-x)."""
    return np.tanh(x)


def tanh_grad(x: Array) -> Array:
    """Derivative of tanh: 1 - f(x)^2. At most 1, at 0."""
    return 1 - np.tanh(x) ** 2


def relu(x: Array) -> Array:
    """Rectified linear unit: f(x) = x if x >= 0, else 0.

    Source: lecture, eq. (11).
    """
    return np.maximum(x, 0)


def relu_grad(x: Array) -> Array:
    """Derivative of ReLU: 1 if x > 0, else 0."""
    return np.heaviside(x, 0)


def leaky_relu(x: Array, alpha: float = 0.01) -> Array:
    """Leaky ReLU: f(x) = x if x >= 0, else αx.

    Source: lecture, eq. (12). Libraries differ in the default of α.
    """
    return np.where(x >= 0, x, alpha * x)


def leaky_relu_grad(x: Array, alpha: float = 0.01) -> Array:
    """Derivative of leaky ReLU: 1 if x > 0, else α."""
    return np.where(x > 0, np.ones_like(x), alpha)


def elu(x: Array, alpha: float = 1.0) -> Array:
    """Exponential linear unit: f(x) = x if x >= 0, else α(e^x - 1).

    Source: Clevert et al. (2015); lecture, eq. (13), where α = 1.
    """
    return np.where(x >= 0, x, alpha * np.expm1(np.minimum(x, 0)))


def elu_grad(x: Array, alpha: float = 1.0) -> Array:
    """Derivative of ELU: 1 if x > 0, else α e^x."""
    return np.where(x > 0, np.ones_like(x), alpha * np.exp(np.minimum(x, 0)))


def selu_constants() -> tuple[float, float]:
    """The constants λ and α that make SELU keep mean 0 and variance 1.

    Let x be standard normal and g = ELU with α. With c = e^(1/2) erfc(1/√2) and
    d = e^2 erfc(√2),

    * E[g(x)] = (√(2/π) - α(1 - c)) / 2 is 0 for the right α, and
    * E[(λ g(x))^2] = λ^2 (1 + α^2 (1 - 2c + d)) / 2 is 1 for the right λ.

    Returns:
        (λ, α), two floats: 1.0507… and 1.6732….

    Source: Klambauer et al. (2017), the fixed point at mean 0 and variance 1.
    """
    c = math.exp(1 / 2) * math.erfc(math.sqrt(1 / 2))
    d = math.exp(2) * math.erfc(math.sqrt(2))
    alpha = math.sqrt(2 / math.pi) / (1 - c)
    scale = math.sqrt(2 / (1 + alpha**2 * (1 - 2 * c + d)))
    return scale, alpha


SELU_SCALE, SELU_ALPHA = selu_constants()


def selu(x: Array) -> Array:
    """Scaled exponential linear unit: λ ELU(x), see `selu_constants`.

    Source: Klambauer et al. (2017); lecture, eq. (14).
    """
    return SELU_SCALE * elu(x, SELU_ALPHA)


def selu_grad(x: Array) -> Array:
    """Derivative of SELU: λ if x > 0, else λα e^x. At most λα = 1.758, at 0."""
    return SELU_SCALE * elu_grad(x, SELU_ALPHA)


def normal_cdf(x: Array) -> Array:
    """Distribution function Φ of the standard normal: erfc(-x/√2) / 2, exact
    (not the tanh form)."""
    x = np.asarray(x)
    tail: Array = np.vectorize(math.erfc, otypes=[float])(-x / math.sqrt(2)) / 2
    return tail.astype(np.result_type(x, np.float32))


def gelu(x: Array) -> Array:
    """Gaussian error linear unit: f(x) = x Φ(x).

    Source: Hendrycks and Gimpel (2016).
    """
    return x * normal_cdf(x)


def gelu_grad(x: Array) -> Array:
    """Derivative of GELU: Φ(x) + x φ(x), with φ the density of the standard
    normal. At most 1.129, at √2."""
    return normal_cdf(x) + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def swish(x: Array) -> Array:
    """Swish, also SiLU: f(x) = x σ(x), with σ the sigmoid.

    Source: Ramachandran et al. (2017).
    """
    return x * sigmoid(x)


def swish_grad(x: Array) -> Array:
    """Derivative of swish: σ(x) (1 + x σ(-x)). At most 1.100, at 2.4."""
    return sigmoid(x) * (1 + x * sigmoid(-x))


def softmax(x: Array) -> Array:
    """Softmax of each row: f(x)_i = e^(x_i) / Σ_j e^(x_j), shape (…, classes).

    Each output depends on every input of its row, so there is no derivative
    entry by entry; `backprop` takes softmax and cross-entropy together.
    """
    e: Array = np.exp(x - np.max(x, axis=-1, keepdims=True))
    total: Array = np.sum(e, axis=-1, keepdims=True)
    return e / total


class Activation(NamedTuple):
    """A function and its derivative."""

    f: Function
    grad: Function


ACTIVATIONS = {
    "linear": Activation(linear, linear_grad),
    "sigmoid": Activation(sigmoid, sigmoid_grad),
    "tanh": Activation(tanh, tanh_grad),
    "relu": Activation(relu, relu_grad),
    "leaky_relu": Activation(leaky_relu, leaky_relu_grad),
    "elu": Activation(elu, elu_grad),
    "selu": Activation(selu, selu_grad),
    "gelu": Activation(gelu, gelu_grad),
    "swish": Activation(swish, swish_grad),
}


def max_slope(activation: str | tuple[Function, Function]) -> float:
    """Largest slope: the most by which one unit can enlarge a sensitivity.

    Args:
        activation: a name in ``ACTIVATIONS``, or a pair (function, derivative).

    Returns:
        float, the largest |f'(x)| on a grid over [-20, 20] that is densest
        around 0.

    Raises:
        ValueError: if the name is unknown.

    Source: chapter "Backpropagation, and why gradients vanish and explode".
    """
    if isinstance(activation, str):
        expect.one_of(ACTIVATIONS, activation=activation)
        activation = ACTIVATIONS[activation]
    _, grad = activation
    half = np.geomspace(1e-9, 20, 20_000)
    return float(np.max(np.abs(grad(np.concatenate([-half, [0.0], half])))))
