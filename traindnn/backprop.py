"""Backpropagation in the lecture's notation: row vectors, and parameters θ^k that hold the biases.

A mini-batch is a matrix with a sample in each row. Layer k has p_k units: k = 0 is the input, k = l the
output.

=========  ==================  =====================================================================
symbol     shape               meaning
=========  ==================  =====================================================================
``theta``  (1 + p_{k-1}, p_k)  θ^k: the biases in row 0, the weights W^k below
``net``    (m, p_k)            n^k: net input
``act``    (m, p_k)            a^k: activation
``sens``   (m, p_k)            s^k: sensitivity, ∂L/∂n^k for the batch's mean loss L
=========  ==================  =====================================================================

For a single sample (m = 1) everything here is the lecture's equation to the letter. Lists run over the
layers in forward order.
"""

from collections.abc import Callable, Sequence

import numpy as np

from traindnn import expect
from traindnn.arrays import Array, ArrayLike, Arrays, Function


def with_bias_row(w: Array, b: ArrayLike = 0.0) -> Array:
    """Put biases and weights together: θ = [b; W].

    Args:
        w: (p_{k-1}, p_k) weights.
        b: (p_k,) biases, or one number for all of them.

    Returns:
        (1 + p_{k-1}, p_k) parameters.
    """
    return np.vstack([np.broadcast_to(np.asarray(b, w.dtype), (1, w.shape[1])), w])


def with_ones(a: Array) -> Array:
    """Put a column of ones, which multiplies the biases, before the
    activations: [1 a], shape (m, 1 + p)."""
    return np.hstack([np.ones((len(a), 1), a.dtype), a])


def forward(x: Array, thetas: Arrays, fs: Sequence[Function]) -> tuple[list[Array], list[Array]]:
    """Forward pass: a^0 = x, n^k = [1 a^(k-1)] θ^k, a^k = f^k(n^k).

    Args:
        x: (m, p_0) inputs.
        thetas: list of l parameter matrices.
        fs: list of l activation functions.

    Returns:
        nets, the list n^1 … n^l, and acts, the list a^0 … a^l.

    Raises:
        ValueError: if there is not one activation a layer.

    Source: lecture, eqs. (5) and (6).
    """
    expect.that(len(thetas) == len(fs), "an activation for each layer", thetas=len(thetas), fs=len(fs))
    nets: list[Array] = []
    acts: list[Array] = [x]
    for theta, f in zip(thetas, fs, strict=True):
        nets.append(with_ones(acts[-1]) @ theta)
        acts.append(f(nets[-1]))
    return nets, acts


def squared_error(y: Array, a: Array) -> float:
    """Mean over the batch of the squared error of each sample: Σ (y - a)² / m.

    Args:
        y: (m, p_l) targets.
        a: (m, p_l) outputs.

    Returns:
        float.
    """
    return float(np.sum((y - a) ** 2) / len(y))


def cross_entropy(y: Array, a: Array) -> float:
    """Mean cross-entropy of a batch: -Σ y log a / m, in nats.

    Args:
        y: (m, p_l) targets, one-hot or probabilities.
        a: (m, p_l) probabilities, as softmax gives them.

    Returns:
        float; an output of 0 counts as the smallest positive number of its
        dtype.
    """
    return float(-np.sum(y * np.log(np.maximum(a, np.finfo(a.dtype).tiny))) / len(y))


def output_sensitivity_squared(y: Array, a: Array, net: Array, grad: Function) -> Array:
    """Output sensitivity, `squared_error`: s^l = -2 (y - a^l) f'(n^l) / m.

    Args:
        y: (m, p_l) targets.
        a: (m, p_l) outputs.
        net: (m, p_l) net input of the output layer.
        grad: derivative of an output activation that works entry by entry, so
            not of softmax.

    Returns:
        (m, p_l) sensitivities.

    Source: lecture, eq. (7), which is for one sample.
    """
    return -2 * (y - a) * grad(net) / len(y)


def output_sensitivity_cross_entropy(y: Array, a: Array) -> Array:
    """Output sensitivity, softmax with `cross_entropy`: s^l = (a^l - y) / m.

    Softmax has a full Jacobian, so eq. (7) does not cover it; together with the
    cross-entropy all of it cancels but this difference. It is what the
    lecture's networks are trained with.

    Args:
        y: (m, p_l) targets, one-hot or probabilities.
        a: (m, p_l) outputs of softmax.

    Returns:
        (m, p_l) sensitivities.

    Source: chapter "Backpropagation, and why gradients vanish and explode"; the counterpart of the
    lecture's eq. (7).
    """
    return (a - y) / len(y)


def slope_matrix(net: Array, grad: Function) -> Array:
    """The diagonal matrix F'(n) of one sample: f'(n_i) at place (i, i).

    Multiplying a row by it is multiplying entry by entry with f'(n), which is
    how `sensitivity` does it.

    Args:
        net: (p,) net input of one sample.
        grad: derivative of the activation.

    Returns:
        (p, p) diagonal matrix.

    Source: lecture, eq. (10).
    """
    return np.diag(grad(net))


def sensitivity(sens_above: Array, theta_above: Array, net: Array, grad: Function) -> Array:
    """One step of the backward pass: s^k = s^(k+1) (W^(k+1))^T F'(n^k).

    Three factors decide whether a sensitivity shrinks or grows on its way down:
    the weights above, their number, and the slope. As few activations have a
    slope much above 1 (`activations.max_slope`), a sensitivity that explodes
    does so through the weights.

    Args:
        sens_above: (m, p_{k+1}) sensitivities s^(k+1).
        theta_above: (1 + p_k, p_{k+1}) parameters θ^(k+1); W^(k+1) is θ^(k+1)
            without its bias row.
        net: (m, p_k) net input n^k.
        grad: derivative of the activation f^k.

    Returns:
        (m, p_k) sensitivities s^k.

    Source: lecture, eq. (8).
    """
    return sens_above @ theta_above[1:].T * grad(net)


def sensitivities(sens_out: Array, thetas: Arrays, nets: Arrays, grads: Sequence[Function]) -> list[Array]:
    """Backward pass: `sensitivity` from the last hidden layer down to the first.

    Args:
        sens_out: (m, p_l) sensitivities of the output layer.
        thetas: list of l parameter matrices.
        nets: list of l net inputs, from `forward`.
        grads: list of the l - 1 derivatives of the hidden activations.

    Returns:
        List s^1 … s^l.

    Raises:
        ValueError: if there is not one derivative a hidden layer.

    Source: lecture, eq. (8).
    """
    hidden = len(thetas) - 1
    expect.that(len(grads) == hidden, "a derivative for each hidden layer", hidden=hidden, grads=len(grads))
    sens = [sens_out]
    for k in reversed(range(hidden)):
        sens.insert(0, sensitivity(sens[0], thetas[k + 1], nets[k], grads[k]))
    return sens


def gradients(acts: Arrays, sens: Arrays) -> list[Array]:
    """Gradient of the batch's mean loss with respect to each θ^k: [1 a^(k-1)]^T s^k.

    Args:
        acts: list a^0 … a^l, from `forward`.
        sens: list s^1 … s^l, from `sensitivities`.

    Returns:
        List of l arrays, in the shapes of the parameters.

    Source: lecture, the product in eq. (9).
    """
    return [with_ones(a).T @ s for a, s in zip(acts[:-1], sens, strict=True)]


def gradient_step(thetas: Arrays, gradients: Arrays, lr: float) -> list[Array]:
    """Gradient descent: θ^k - η · gradient, for each layer.

    Args:
        thetas: list of parameter arrays.
        gradients: list of arrays of the same shapes.
        lr: learning rate η.

    Returns:
        List of new arrays; ``thetas`` stays as it is.

    Raises:
        ValueError: if ``lr`` is not positive.

    Source: lecture, eq. (9).
    """
    expect.positive(lr=lr)
    return [theta - lr * g for theta, g in zip(thetas, gradients, strict=True)]


def gradient_growth(sens: Arrays) -> tuple[Array, float]:
    """How the sensitivities change on their way down the network.

    Args:
        sens: list s^1 … s^l, from `sensitivities`.

    Returns:
        (l,) array of the root mean square of each s^k, and the ratio of the
        first to the last: far below 1 the gradient vanishes, far above 1 it
        explodes.

    Source: chapter "Backpropagation, and why gradients vanish and explode".
    """
    rms = np.array([np.sqrt(np.mean(s**2)) for s in sens])
    return rms, float(rms[0] / rms[-1])


def central_difference(f: Callable[[Array], float], x: Array, h: float = 1e-5) -> Array:
    """Gradient by central differences: (f(x + h) - f(x - h)) / 2h.

    Its error shrinks with h² until rounding takes over; it is slow, and it
    knows nothing of the derivatives that it checks.

    Args:
        f: function from an array to a number.
        x: float64 array of any shape.
        h: step.

    Returns:
        float64 array in the shape of ``x``.

    Raises:
        ValueError: if ``h`` is not positive.

    Source: chapter "Backpropagation, and why gradients vanish and explode".
    """
    expect.positive(h=h)
    gradient = np.zeros(np.shape(x))
    for i in np.ndindex(gradient.shape):
        step = np.zeros_like(gradient)
        step[i] = h
        gradient[i] = (f(x + step) - f(x - step)) / (2 * h)
    return gradient
