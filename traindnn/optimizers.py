"""Optimizers: how far the parameters move, given the gradient and what earlier gradients have left behind.

Each rule takes the gradient g_t at the present parameters, the `Memory`, and the step t, counted from 0. It
returns what is *added* to the parameters, and the new memory; nothing is changed in place. Arrays may have
any shape, and all operations are entry by entry.
"""

from typing import NamedTuple

import numpy as np

from traindnn import expect
from traindnn.arrays import Array, NumberOrArray


class Memory(NamedTuple):
    """What a rule remembers from one step to the next, at first nothing."""

    m: NumberOrArray = 0.0
    """Memory of gradients, in their shape."""
    v: NumberOrArray = 0.0
    """Memory of squared gradients, in their shape; for `adamax` of absolute values."""


Step = tuple[Array, Memory]
"""What is added to the parameters, and the memory afterwards."""


def descent(g: Array, memory: Memory, t: int, lr: float) -> Step:
    """Plain gradient descent: the step is -η g.

    Args:
        g: gradient, any shape.
        memory: not used.
        t: not used.
        lr: learning rate η.

    Returns:
        Step, memory.

    Source: chapter "Optimizers".
    """
    return -lr * g, memory


def momentum(g: Array, memory: Memory, t: int, lr: float, beta: float = 0.9) -> Step:
    """Momentum: m = β m - η g, and the step is m.

    Args:
        g: gradient, any shape.
        memory: the step before.
        t: not used.
        lr: learning rate η.
        beta: share β of the step before that is kept.

    Returns:
        Step, memory.

    Source: Polyak (1964); Keras, ``SGD(momentum=β)``; chapter "Optimizers".
    """
    m = beta * memory.m - lr * g
    return m, memory._replace(m=m)


def nesterov(g: Array, memory: Memory, t: int, lr: float, beta: float = 0.9) -> Step:
    """Nesterov's momentum: m = β m - η g, and the step is β m - η g.

    Args:
        g: gradient at the parameters that are kept, which are those ahead.
        memory: as for `momentum`.
        t: not used.
        lr: learning rate η.
        beta: share β of the step before that is kept.

    Returns:
        Step, memory.

    Source: Nesterov (1983), as in Sutskever et al. (2013) and Keras, ``SGD(nesterov=True)``.
    """
    m = beta * memory.m - lr * g
    return beta * m - lr * g, memory._replace(m=m)


def adagrad(g: Array, memory: Memory, t: int, lr: float, eps: float = 1e-7) -> Step:
    """AdaGrad: v = v + g², and the step is -η g / √(v + ε).

    Args:
        g: gradient, any shape.
        memory: sum of squares; Keras starts it at 0.1.
        t: not used.
        lr: learning rate η.
        eps: ε, against division by 0.

    Returns:
        Step, memory.

    Source: Duchi et al. (2011); chapter "Optimizers".
    """
    v = memory.v + g**2
    return -lr * g / np.sqrt(v + eps), memory._replace(v=v)


def rmsprop(g: Array, memory: Memory, t: int, lr: float, rho: float = 0.9, eps: float = 1e-7) -> Step:
    """RMSProp: v = ρ v + (1 - ρ) g², and the step is -η g / √(v + ε).

    Args:
        g: gradient, any shape.
        memory: moving average of squares.
        t: not used.
        lr: learning rate η.
        rho: weight ρ of the old average.
        eps: ε, against division by 0.

    Returns:
        Step, memory.

    Source: Tieleman and Hinton (2012); chapter "Optimizers".
    """
    v = rho * memory.v + (1 - rho) * g**2
    return -lr * g / np.sqrt(v + eps), memory._replace(v=v)


def averages(g: Array, memory: Memory, beta1: float, beta2: float) -> Memory:
    """Adam's moving averages: m = β1 m + (1 - β1) g and v = β2 v + (1 - β2) g².

    Args:
        g: gradient, any shape.
        memory: the averages before the step.
        beta1: weight of the old average of g.
        beta2: weight of the old average of g².

    Returns:
        The averages with ``g``.

    Source: Kingma and Ba (2015), Algorithm 1; chapter "Optimizers".
    """
    return Memory(beta1 * memory.m + (1 - beta1) * g, beta2 * memory.v + (1 - beta2) * g**2)


def adam(
    g: Array, memory: Memory, t: int, lr: float, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-7
) -> Step:
    """Adam: moving averages of g and of g², each divided by 1 - β^(t+1); the step is -η m / (√v + ε).

    Args:
        g: gradient, any shape.
        memory: the two averages.
        t: step, counted from 0.
        lr: learning rate η.
        beta1: weight of the old average of g.
        beta2: weight of the old average of g².
        eps: ε, against division by 0.

    Returns:
        Step, memory.

    Source: Kingma and Ba (2015), Algorithm 1; chapter "Optimizers".
    """
    m, v = averages(g, memory, beta1, beta2)
    m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
    return -lr * m_hat / (np.sqrt(v_hat) + eps), Memory(m, v)


def nadam(
    g: Array, memory: Memory, t: int, lr: float, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-7
) -> Step:
    """NAdam: Adam, with the average of g that the next step will have made of it.

    Args:
        g: gradient, any shape.
        memory: as for `adam`.
        t: step, counted from 0.
        lr: learning rate η.
        beta1: weight of the old average of g.
        beta2: weight of the old average of g².
        eps: ε, against division by 0.

    Returns:
        Step, memory.

    Source: Dozat (2016), with a constant weight; Keras lets it grow from about β1/2 to β1.
    """
    m, v = averages(g, memory, beta1, beta2)
    ahead = beta1 * m / (1 - beta1 ** (t + 2)) + (1 - beta1) * g / (1 - beta1 ** (t + 1))
    return -lr * ahead / (np.sqrt(v / (1 - beta2 ** (t + 1))) + eps), Memory(m, v)


def adamax(
    g: Array, memory: Memory, t: int, lr: float, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-7
) -> Step:
    """AdaMax: Adam, with a largest absolute gradient that fades in place of the root of v.

    Args:
        g: gradient, any shape.
        memory: average of g, and the largest absolute value so far, faded.
        t: step, counted from 0.
        lr: learning rate η.
        beta1: weight of the old average of g.
        beta2: share of the largest value that is left after a step.
        eps: ε, against division by 0.

    Returns:
        Step, memory.

    Source: Kingma and Ba (2015), Algorithm 2, with Keras's ε; chapter "Optimizers".
    """
    m = beta1 * memory.m + (1 - beta1) * g
    v = np.maximum(beta2 * memory.v, np.abs(g))
    return -lr * m / (1 - beta1 ** (t + 1)) / (v + eps), Memory(m, v)


def decoupled_decay(theta: Array, lr: float, decay: float) -> Array:
    """The step that AdamW adds to Adam's: -η λ θ.

    Args:
        theta: parameters before the step, any shape.
        lr: learning rate η.
        decay: weight decay λ.

    Returns:
        Array in the shape of ``theta``.

    Source: Loshchilov and Hutter (2019), Algorithm 2; chapter "Optimizers".
    """
    return -lr * decay * theta


def momentum_factor(lr_h: float, beta: float) -> float:
    """Factor by which momentum shrinks the distance to a quadratic's minimum in a late step.

    The larger absolute value of the two roots of r² - (1 + β - ηh) r + β = 0.

    Args:
        lr_h: rate times curvature, ηh, positive.
        beta: share β of the step before that is kept, in [0, 1].

    Returns:
        float; below 1 the steps converge.

    Raises:
        ValueError: if ``lr_h`` is not positive, or ``beta`` is not in [0, 1].

    Source: Polyak (1964); chapter "Optimizers".
    """
    expect.positive(lr_h=lr_h)
    expect.fraction(beta=beta)
    return float(np.max(np.abs(np.roots([1.0, lr_h - 1 - beta, beta]))))
