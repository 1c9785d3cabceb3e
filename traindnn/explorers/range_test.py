"""Explorer of the range test: what a growing rate does to one noisy parameter, in expectation."""

from typing import TypedDict

import altair as alt
import numpy as np

from traindnn import expect
from traindnn.arrays import Array
from traindnn.interactive import Figure, power_of_ten, readout, slider
from traindnn.palette import of_page

LR_MIN, LR_MAX = 1e-4, 10.0
MOST_STEPS = 400


def growing_rates(lr_min: float = LR_MIN, lr_max: float = LR_MAX, steps: int = 200) -> Array:
    """Rates of a range test: each is the one before, times the same factor.

    Args:
        lr_min: rate of the first step, positive.
        lr_max: rate of the last step, above ``lr_min``.
        steps: number of steps, 2 or more.

    Returns:
        (steps,) float64 array.

    Source: Smith (2017), section 3.3, with a factor in place of a summand.
    """
    expect.positive(lr_min=lr_min)
    expect.that(lr_max > lr_min and steps > 1, "`lr_max` > `lr_min`, two steps", lr_max=lr_max, steps=steps)
    return lr_min * (lr_max / lr_min) ** (np.arange(steps) / (steps - 1))


def expected_squares(rates: Array, curvature: float = 1.0, noise: float = 0.1, start: float = 1.0) -> Array:
    """Expected square of a parameter after each step of noisy gradient descent on ½hθ².

    One step multiplies the expected square by (1 - ηh)² and adds η²σ².

    Args:
        rates: (steps,) learning rates η.
        curvature: h, positive.
        noise: σ, the standard deviation of the gradient's noise, 0 or more.
        start: square of the parameter before the first step.

    Returns:
        (steps,) float64 array.

    Source: chapters "Learning-rate schedules" and "Fine-tuning a network".
    """
    expect.positive(curvature=curvature)
    squares = [start]
    with np.errstate(over="ignore"):  # a test that goes far beyond the limit ends at infinity
        for lr in rates:
            squares.append((1 - lr * curvature) ** 2 * squares[-1] + (lr * noise) ** 2)
    return np.array(squares[1:])


# The recursion solved for the browser, which has running sums but no loops. With G the running sum of
# log (1 - ηh)², the expected square is e^G times the start plus the running sum of η²σ² e^-G.
RATE = f"{LR_MIN!r} * pow({LR_MAX / LR_MIN!r}, datum.k / (steps - 1))"
LOG_FACTOR = "2 * log(max(abs(1 - datum.rate * curvature), 1e-12))"
ADDED = "pow(datum.rate * noise, 2) * exp(-datum.logproduct)"
SQUARE = "exp(datum.logproduct) * (1 + datum.added)"
OVERFLOWS = 300  # e^G is far beyond the figure there
LOSSES = alt.Scale(type="log", domain=[1e-5, 1e2])
RATES = alt.Scale(type="log", domain=[LR_MIN, LR_MAX], nice=False)


def powers(low: int, high: int) -> alt.Axis:
    """Axis with a tick at each power of ten from 10^low to 10^high."""
    return alt.Axis(
        values=[10.0**k for k in range(low, high + 1)], labelExpr=power_of_ten("log(datum.value) / LN10")
    )


class RunningSum(TypedDict):
    """Arguments of ``transform_window``."""

    window: list[alt.WindowFieldDef]
    frame: list[int | None]
    sort: list[alt.SortField | dict[str, str]]


def running_sum(column: str, name: str) -> RunningSum:
    """Arguments of ``transform_window`` for the sum of a column up to and including each row."""
    field = alt.WindowFieldDef.from_dict({"op": "sum", "field": column, "as": name})
    return {"window": [field], "frame": [None, 0], "sort": [alt.SortField("k")]}


def range_test_explorer(curvature: float = 1.0, noise: float = 0.1, steps: int = 200) -> Figure:
    """Loss against learning rate in a range test of one noisy parameter.

    Args:
        curvature: h at first.
        noise: σ at first, the standard deviation of the gradient's noise.
        steps: number of steps at first.

    Returns:
        Figure: expected loss over the loss at the start, after each step; with the stability limit 2/h and
        the rate at which the loss is lowest.

    Source: `expected_squares`.
    """
    parameters = [
        slider("curvature", "Curvature h", curvature, 0.2, 20, 0.2),
        slider("noise", "Noise of the gradient σ", noise, 0, 2, 0.05),
        slider("steps", "Steps of the test", steps, 20, MOST_STEPS, 10),
    ]
    test = (
        alt.Chart(alt.sequence(0, MOST_STEPS, as_="k"))
        .transform_filter("datum.k < steps")
        .transform_calculate(rate=RATE)
        .transform_calculate(logfactor=LOG_FACTOR)
        .transform_window(**running_sum("logfactor", "logproduct"))
        .transform_filter(f"datum.logproduct < {OVERFLOWS}")
        .transform_calculate(summand=ADDED)
        .transform_window(**running_sum("summand", "added"))
        .transform_calculate(square=SQUARE)
    )
    line = (
        test.mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x=alt.X("rate:Q", title="learning rate η", scale=RATES, axis=powers(-4, 1)),
            y=alt.Y(
                "square:Q",
                title="loss / loss at the start",
                scale=LOSSES,
                axis=powers(-5, 2),
            ),
            color=alt.value(of_page(1)),
        )
        .add_params(*parameters)
    )
    limit = (
        alt.Chart(alt.sequence(0, 1, as_="k"))
        .transform_calculate(rate="2 / curvature")
        .mark_rule(strokeDash=[6, 4], strokeWidth=1.5, color="currentColor")
        .encode(x=alt.X("rate:Q", scale=RATES))
    )
    lowest = readout(
        test.transform_joinaggregate(lowest="min(square)")
        .transform_filter("datum.square == datum.lowest")
        .transform_calculate(
            text="'lowest at η = ' + format(datum.rate, '.2g') + "
            "', limit 2/h = ' + format(2 / curvature, '.2g')"
        )
    )
    return Figure(
        (line + limit + lowest).properties(height=280),
        "Loss against learning rate, both on logarithmic axes, in a range test of one noisy parameter: flat, "
        "then falling to a valley, then rising steeply; a dashed line marks the stability limit 2/h. Sliders "
        "set the curvature, the noise of the gradient and the number of steps.",
    )
