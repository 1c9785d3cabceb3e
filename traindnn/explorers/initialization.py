"""Explorer of initial weights: what a rule makes of both signals, upwards and downwards, as widths change."""

from typing import TypedDict

import altair as alt
import numpy as np

from traindnn.explorers.growth import LEGEND, mean_squares
from traindnn.interactive import Figure, power_of_ten, readout, slider, told_apart

DEPTH = 20
# Label of each choice and its name in `activations.ACTIVATIONS`.
CHOICES = {"none (linear)": "linear", "tanh": "tanh", "ReLU": "relu", "SELU": "selu", "sigmoid": "sigmoid"}
RULES = ("LeCun", "Glorot", "He")
RATIOS = tuple(i / 10 for i in range(5, 16))
"""Width of a layer over that of the one below."""
SIGNALS = ("activations, upwards", "sensitivities, downwards")


def gain(rule: str, ratio: float) -> float:
    """Variance of the weights times the fan-in.

    Args:
        rule: one of ``RULES``.
        ratio: units of the layer over its inputs, fan-out / fan-in.

    Returns:
        float: 1 for LeCun, 2 for He, 2 / (1 + ratio) for Glorot.
    """
    return {"LeCun": 1.0, "Glorot": 2 / (1 + ratio), "He": 2.0}[rule]


class Signals(TypedDict):
    """A row of the table behind the explorer."""

    activation: str
    """Label of the activation."""
    rule: str
    """One of ``RULES``."""
    ratio: float
    """One of ``RATIOS``."""
    up: list[float]
    """For each layer k, log10 of rms(a^k) over that of the inputs."""
    down: list[float]
    """For each layer k, log10 of rms(s^k) over that of the last layer."""


def signal_table(depth: int = DEPTH) -> list[Signals]:
    """Both signals in wide layers at initialization, for each activation, rule and ratio.

    One step down multiplies the mean square of the sensitivities by fan-out · variance · E[f'²], that is by
    ratio · gain · E[f'²]; one step up makes of it gain · E[f²], as in `growth.mean_squares`.

    Args:
        depth: number of layers.

    Returns:
        list of `Signals`.

    Source: chapter "Weight initialization".
    """
    rows: list[Signals] = []
    for label, name in CHOICES.items():
        for rule in RULES:
            for ratio in RATIOS:
                g = gain(rule, ratio)
                squares, slopes = mean_squares(name, g, depth)
                steps = np.log10(ratio * g * slopes[:-1]) / 2
                down = np.append(np.cumsum(steps[::-1])[::-1], 0)
                up = np.log10(squares) / 2
                rows.append(
                    {
                        "activation": label,
                        "rule": rule,
                        "ratio": ratio,
                        "up": np.round(up, 3).tolist(),
                        "down": np.round(down, 3).tolist(),
                    }
                )
    return rows


def initialization_explorer() -> Figure:
    """Root mean square of activations and sensitivities in each layer, for a rule and an activation.

    Returns:
        Figure, to choose the activation, the rule, and how much wider or narrower each layer is than the one
        below.

    Source: `signal_table`; chapter "Weight initialization".
    """
    parameters = [
        alt.param(
            name="chosen", value="ReLU", bind=alt.binding_select(options=list(CHOICES), name="Activation")
        ),
        alt.param(name="rule", value="Glorot", bind=alt.binding_select(options=list(RULES), name="Rule")),
        slider("ratio", "Width of a layer / of the one below", 1, RATIOS[0], RATIOS[-1], 0.1),
    ]
    chosen = "datum.activation == chosen && datum.rule == rule && abs(datum.ratio - ratio) < 0.01"
    layers = (
        alt.Chart(alt.Data(values=signal_table()))
        .transform_filter(chosen)
        .transform_flatten(["up", "down"])
        .transform_window(k="row_number()")
        .transform_calculate(**{SIGNALS[0]: "datum.up", SIGNALS[1]: "datum.down"})
    )
    lines = (
        layers.transform_fold(list(SIGNALS), as_=["signal", "size"])
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x=alt.X("k:Q", title="layer k, from the input", scale=alt.Scale(domain=[1, DEPTH], nice=False)),
            y=alt.Y(
                "size:Q",
                title="root mean square, relative",
                scale=alt.Scale(domain=[-4, 4]),
                axis=alt.Axis(labelExpr=power_of_ten("datum.value"), tickCount=9),
            ),
            **told_apart("signal", SIGNALS, LEGEND),
        )
        .add_params(*parameters)
    )
    sizes = readout(
        layers.transform_aggregate(top="argmax(k)", bottom="argmin(k)").transform_calculate(
            text="'last activations: ' + format(pow(10, datum.top.up), '.2~g') + "
            "'|first sensitivities: ' + format(pow(10, datum.bottom.down), '.2~g')"
        )
    )
    return Figure(
        (lines + sizes).properties(height=280),
        "Root mean square of the activations of each layer relative to the inputs, and of the sensitivities "
        "relative to the last layer, on a logarithmic axis, in twenty wide layers before training. Lists "
        "choose the activation and the rule of initialization, a slider how much wider or narrower each "
        "layer is than the one below.",
    )
