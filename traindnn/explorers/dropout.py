"""Explorer of dropout: which units are dropped in which sample, and what the survivors add up to."""

import altair as alt
import numpy as np

from traindnn.interactive import Channels, Figure, again, slider
from traindnn.palette import of_page

UNITS, SAMPLES = 6, 60
UNIFORM = [round(u, 3) for u in np.random.default_rng(0).random(UNITS * SAMPLES).tolist()]
"""One number in [0, 1) for each sample and unit, sample by sample: a unit is dropped where it is below p."""
TURN = 0.618
"""What another draw adds to each number, modulo 1: they stay uniform, and others fall below p."""
WAYS = ("divide by 1 − p", "leave as they are")
TOP, ROW = 4.6, 0.4  # where the grid of units begins, and the height of a row, on the axis of the mean
HIGHEST = 2.15  # the mean is drawn no higher, or it would run into the grid
MEANS = alt.Scale(domain=[0, TOP + 0.1], nice=False)
SAMPLE_AXIS = alt.Scale(domain=[0, SAMPLES], nice=False)

# As the browser evaluates them, over datum.i, the number of the entry. A test compares them with the package.
NUMBER = f"(u[(shared ? 0 : {UNITS} * floor(datum.i / {UNITS})) + datum.i % {UNITS}] + {TURN} * draw) % 1"
KEPT = "datum.number >= rate ? 1 : 0"
OUTPUT = f"datum.kept * (way == '{WAYS[0]}' ? 1 / (1 - rate) : 1)"


def dropout_explorer() -> Figure:
    """Six units with output 1 in sixty samples: the mask above, the running mean of what is left below.

    Returns:
        Figure, with a slider for the dropout rate and a button that draws other masks; a list chooses whether
        the survivors are divided by 1 - p, a check box gives all samples the same mask.

    Source: `traindnn.regularization.dropout_forward`; chapter "Dropout".
    """
    parameters = [
        slider("rate", "Dropout rate p", 0.5, 0, 0.9, 0.05),
        again("draw", "Draw other masks"),
        alt.param(
            name="way", value=WAYS[0], bind=alt.binding_select(options=list(WAYS), name="The survivors")
        ),
        alt.param(name="shared", value=False, bind=alt.binding_checkbox(name="One mask for all samples")),
        alt.param(name="u", value=UNIFORM),
    ]
    return Figure(
        (grid() + running_mean() + readout()).add_params(*parameters).properties(height=340),
        "Above: a grid with a row for each of six units and a column for each of sixty samples; a cell is "
        "filled where the unit is kept. Below: the mean output of the units over all samples so far, beside "
        "the line at 1, their output without dropout. A slider sets the dropout rate, a button draws other "
        "masks.",
    )


def entries() -> alt.Chart:
    """The chart's data: a row for each unit of each sample, with its mask and its output."""
    return (
        alt.Chart(alt.sequence(0, UNITS * SAMPLES, as_="i"))
        .transform_calculate(number=NUMBER, sample=f"floor(datum.i / {UNITS})", unit=f"datum.i % {UNITS}")
        .transform_calculate(kept=KEPT)
        .transform_calculate(output=OUTPUT)
    )


def place(y: str) -> Channels:
    """The two channels that all layers share; the axis names the mean, the grid stands above it."""
    axis = alt.Axis(values=[0, 0.5, 1, 1.5, 2], format=".1f", titleAnchor="start")
    return {
        "x": alt.X("x:Q", title="sample", scale=SAMPLE_AXIS),
        "y": alt.Y(f"{y}:Q", title="mean output so far", scale=MEANS, axis=axis),
    }


def grid() -> alt.Chart:
    """A cell for each entry of the mask, filled if the unit is kept."""
    cells = entries().transform_calculate(
        x="datum.sample + 0.08",
        right="datum.sample + 0.92",
        low=f"{TOP} - {ROW} * (datum.unit + 0.9)",
        high=f"{TOP} - {ROW} * (datum.unit + 0.1)",
    )
    chart: alt.Chart = cells.mark_rect(color=of_page(1), strokeWidth=0.6, stroke="currentColor").encode(
        **place("low"),
        x2="right:Q",
        y2="high:Q",
        fillOpacity=alt.condition("datum.kept == 1", alt.value(0.9), alt.value(0)),
        strokeOpacity=alt.value(0.35),
    )
    return chart


def running_mean() -> alt.LayerChart:
    """The mean over all units of all samples so far, and the outputs without dropout."""
    mean = alt.WindowFieldDef.from_dict({"op": "mean", "field": "output", "as": "mean"})
    line = (
        entries()
        .transform_window(window=[mean], frame=[None, 0], sort=[alt.SortField("i")])
        .transform_filter(f"datum.unit == {UNITS - 1}")
        .transform_calculate(x="datum.sample + 0.5", mean=f"min(datum.mean, {HIGHEST})")
        .mark_line(strokeWidth=2.5, color=of_page(2), clip=True)
    )
    one = (
        alt.Chart(alt.sequence(0, 2, as_="end"))
        .transform_calculate(x=f"datum.end * {SAMPLES}", mean="1")
        .mark_line(strokeWidth=1.5, strokeDash=[6, 4], color="currentColor")
    )
    chart: alt.LayerChart = one.encode(**place("mean")) + line.encode(**place("mean"))
    return chart


def readout() -> alt.Chart:
    """Zeros, mean and variance over the whole grid, in numbers."""
    chart: alt.Chart = (
        entries()
        .transform_aggregate(mean="mean(output)", variance="variancep(output)", kept="mean(kept)")
        .transform_calculate(
            text="'dropped ' + format(1 - datum.kept, '.3f') + ', mean ' + format(datum.mean, '.3f')"
            " + ', variance ' + format(datum.variance, '.3f')"
        )
        .mark_text(align="right", baseline="bottom", fontSize=13, color="currentColor")
        .encode(x=alt.value("width"), y=alt.value(alt.ExprRef("height - 6")), text="text:N")
    )
    return chart
