"""Weight initializers: matrices of shape (fan_in, fan_out) whose entries have mean 0 and a chosen variance.

========  ======================  ==============================================
name      variance                made for
========  ======================  ==============================================
Glorot    2 / (fan_in + fan_out)  tanh, sigmoid, softmax
He        2 / fan_in              ReLU and its variants
LeCun     1 / fan_in              SELU
========  ======================  ==============================================

A normal is not truncated here, a uniform has the limits ±√(3 · variance).
"""

import numpy as np
from numpy.random import Generator

from traindnn import expect
from traindnn.arrays import Array


def glorot_variance(fan_in: int, fan_out: int) -> float:
    """Variance that is fair to both passes: 2 / (fan_in + fan_out).

    Source: Glorot and Bengio (2010), eq. (12).
    """
    expect.positive(fan_in=fan_in, fan_out=fan_out)
    return 2 / (fan_in + fan_out)


def he_variance(fan_in: int) -> float:
    """Variance that makes up for the half that ReLU sets to 0: 2 / fan_in.

    Source: He et al. (2015), eq. (10).
    """
    expect.positive(fan_in=fan_in)
    return 2 / fan_in


def lecun_variance(fan_in: int) -> float:
    """Variance that keeps the variance of the activations: 1 / fan_in.

    Source: LeCun et al. (1998), "Efficient BackProp", eq. (16).
    """
    expect.positive(fan_in=fan_in)
    return 1 / fan_in


def normal(fan_in: int, fan_out: int, variance: float, rng: Generator) -> Array:
    """Draw weights from a normal with mean 0.

    Args:
        fan_in: inputs of the layer.
        fan_out: units of the layer.
        variance: of each entry.
        rng: `numpy.random.Generator`.

    Returns:
        (fan_in, fan_out) float array.

    Raises:
        ValueError: if a number is not positive.
    """
    expect.positive(fan_in=fan_in, fan_out=fan_out, variance=variance)
    return rng.normal(0, np.sqrt(variance), (fan_in, fan_out))


def uniform(fan_in: int, fan_out: int, variance: float, rng: Generator) -> Array:
    """Draw weights from a uniform over ±√(3 · variance); arguments as for
    `normal`."""
    expect.positive(fan_in=fan_in, fan_out=fan_out, variance=variance)
    limit = np.sqrt(3 * variance)
    return rng.uniform(-limit, limit, (fan_in, fan_out))


def glorot_normal(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw (fan_in, fan_out) normal weights of Glorot's variance."""
    return normal(fan_in, fan_out, glorot_variance(fan_in, fan_out), rng)


def glorot_uniform(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw (fan_in, fan_out) uniform weights of Glorot's variance: the default
    of Keras."""
    return uniform(fan_in, fan_out, glorot_variance(fan_in, fan_out), rng)


def he_normal(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw (fan_in, fan_out) normal weights of He's variance."""
    return normal(fan_in, fan_out, he_variance(fan_in), rng)


def he_uniform(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw (fan_in, fan_out) uniform weights of He's variance."""
    return uniform(fan_in, fan_out, he_variance(fan_in), rng)


def lecun_normal(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw (fan_in, fan_out) normal weights of LeCun's variance."""
    return normal(fan_in, fan_out, lecun_variance(fan_in), rng)


def lecun_uniform(fan_in: int, fan_out: int, rng: Generator) -> Array:
    """Draw (fan_in, fan_out) uniform weights of LeCun's variance."""
    return uniform(fan_in, fan_out, lecun_variance(fan_in), rng)
