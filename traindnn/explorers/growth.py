"""Explorer of depth: how sensitivities shrink or grow on their way down a network, and why."""

from typing import TypedDict

import altair as alt
import numpy as np

from traindnn.activations import ACTIVATIONS
from traindnn.arrays import Array
from traindnn.interactive import Figure, power_of_ten, slider, told_apart

Z = np.linspace(-10, 10, 2000)  # without 0, where some slopes jump
NORMAL = np.exp(-(Z**2) / 2)
NORMAL /= NORMAL.sum()


def normal_mean(values: Array) -> float:
    """Mean over a standard normal z of a function of z, given as its values on the grid ``Z``."""
    return float(NORMAL @ values)


def mean_squares(activation: str, gain: float, depth: int) -> tuple[Array, Array]:
    """Mean square activation and slope of each layer of a wide network at initialization.

    In a wide network with random weights of variance gain / fan_in and inputs of mean square 1, the net
    inputs of a layer are about normal with mean 0. Their variance is that of the layer below, handed on:

    * q^1 = gain and q^k = gain · E[f(√q^(k-1) z)²], with z standard normal;
    * E[(a^k)²] = E[f(√q^k z)²] and E[f'(n^k)²] = E[f'(√q^k z)²].

    Args:
        activation: a name in `activations.ACTIVATIONS`.
        gain: g, the variance of the weights times the fan-in, positive.
        depth: number of layers.

    Returns:
        Two (depth,) float arrays, of the activations and of the slopes.

    Source: Poole et al. (2016), Schoenholz et al. (2017); chapter on vanishing and exploding gradients.
    """
    f, grad = ACTIVATIONS[activation]
    squares: list[float] = []
    slopes: list[float] = []
    q = gain
    for _ in range(depth):
        net = np.sqrt(q) * Z
        squares.append(normal_mean(f(net) ** 2))
        slopes.append(normal_mean(grad(net) ** 2))
        q = gain * squares[-1]
    return np.array(squares), np.array(slopes)


def mean_square_slopes(activation: str, gain: float, depth: int) -> Array:
    """Mean square slope of each layer, E[f'(n^k)²]: the second part of `mean_squares`.

    Times the gain, an entry is the factor by which one step of the backward pass multiplies the mean square
    of the sensitivities.
    """
    return mean_squares(activation, gain, depth)[1]


# Label of each choice and its name in `activations.ACTIVATIONS`.
GROWTH = {
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "ReLU": "relu",
    "leaky ReLU": "leaky_relu",
    "ELU": "elu",
    "SELU": "selu",
}
EXPONENTS = np.arange(-3, 7.5, 0.5)
PARTS = ("product", "weights alone", "slopes alone")
LEGEND = alt.Legend(title=None, orient="top")


class Growth(TypedDict):
    """A row of the table behind the explorer."""

    activation: str
    """Label of the activation."""
    exponent: float
    """Exponent of the gain, 2^exponent."""
    below: list[float]
    """For each layer k, the sum over the layers 1 … k-1 of log10 √E[f'²]."""


def growth_table(max_depth: int) -> list[Growth]:
    """What the browser cannot compute: log10 of the slopes' part of the growth, summed from layer 1.

    Args:
        max_depth: most layers that can be chosen.

    Returns:
        list of `Growth`, one for each activation and gain.
    """
    rows: list[Growth] = []
    for label, name in GROWTH.items():
        for exponent in EXPONENTS:
            logs = np.log10(mean_square_slopes(name, 2.0**exponent, max_depth - 1)) / 2
            below = np.round(np.cumsum([0, *logs]), 3)
            rows.append({"activation": label, "exponent": float(exponent), "below": below.tolist()})
    return rows


def growth_explorer(max_depth: int = 40) -> Figure:
    """Growth of the sensitivities towards the input, with the parts of the weights and of the slopes.

    Args:
        max_depth: most layers that can be chosen.

    Returns:
        Figure: log10 of rms(s^k) / rms(s^l) against layer k, to choose activation, gain and depth.

    Source: lecture, eq. (8), multiplied out; `mean_square_slopes`.
    """
    parameters = [
        alt.param(
            name="chosen", value="sigmoid", bind=alt.binding_select(options=list(GROWTH), name="Activation")
        ),
        slider("exponent", "Gain g = 2^e, exponent e", 1, EXPONENTS[0], EXPONENTS[-1], 0.5),
        slider("depth", "Depth (layers)", 20, 2, max_depth, 1),
    ]
    layers = (
        alt.Chart(alt.Data(values=growth_table(max_depth)))
        .transform_filter("datum.activation == chosen && datum.exponent == exponent")
        .transform_calculate(all="datum.below[depth - 1]")
        .transform_flatten(["below"])
        .transform_window(k="row_number()")
        .transform_filter("datum.k <= depth")
        .transform_calculate(
            **{
                "slopes alone": "datum.all - datum.below",
                "weights alone": "(depth - datum.k) * exponent * log(2) / LN10 / 2",
                "product": "datum['slopes alone'] + datum['weights alone']",
            }
        )
    )
    lines = (
        layers.transform_fold(list(PARTS), as_=["part", "growth"])
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x=alt.X(
                "k:Q",
                title="layer k, from the input",
                scale=alt.Scale(nice=False),
                axis=alt.Axis(tickMinStep=1),
            ),
            y=alt.Y("growth:Q", title="rms(sᵏ) / rms(sˡ)", scale=alt.Scale(domain=[-20, 20]), axis=POWERS),
            **told_apart("part", PARTS, LEGEND),
        )
        .add_params(*parameters)
    )
    readout = (
        layers.transform_filter("datum.k == 1")
        .transform_calculate(
            text="'g = ' + format(pow(2, exponent), '.3~g') + ', first to last layer: ' + " + POWER
        )
        .mark_text(align="right", baseline="top", fontSize=13, color="currentColor")
        .encode(x=alt.value("width"), y=alt.value(4), text="text:N")
    )
    return Figure(
        (lines + readout).properties(height=280),
        "Root mean square of the sensitivities of each layer, relative to the last layer, on a logarithmic "
        "axis: the product, and the parts that the weights and the slopes have in it. A list chooses the "
        "activation, sliders set the gain of the weights and the depth.",
    )


# The axis shows log10 of the ratio, because ratios differ by forty decades; its labels undo the logarithm.
POWERS = alt.Axis(labelExpr=power_of_ten("datum.value"), tickCount=9)
POWER = "format(pow(10, datum.product - floor(datum.product)), '.1f') + ' · ' + " + power_of_ten(
    "floor(datum.product)"
)
