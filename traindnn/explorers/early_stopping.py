"""Explorer of early stopping: a noisy validation curve, and what patience makes of it."""

import altair as alt
import numpy as np

from traindnn import expect
from traindnn.arrays import Array
from traindnn.interactive import Channels, Figure, slider
from traindnn.palette import of_page

EPOCHS = 40
NOISE = [round(z, 3) for z in np.random.default_rng(18).standard_normal(EPOCHS).tolist()]
"""The noise of each epoch, in standard deviations: the same numbers at every place of the sliders."""
FALL, RISE = (0.65, 0.2), 0.005
"""How far and how fast the validation loss falls, 1/epoch; and how fast it rises afterwards, 1/epoch."""
LOSSES = alt.Scale(domain=[0.3, 1.05], nice=False)
EPOCH_AXIS = alt.Scale(domain=[0.5, EPOCHS + 0.5], nice=False)
BAR = 0.33  # height of the bar of waiting, in units of the loss axis
SERIES = ("trained", "never trained")


def validation_losses(noise: float) -> Array:
    """The validation loss of the explorer after each epoch: a fall, a slow rise, and noise.

    Args:
        noise: standard deviation of the noise, in nats.

    Returns:
        (40,) float array in nats.

    Raises:
        ValueError: if ``noise`` is negative.

    Source: made up; the shape is that of the chapter "Overfitting and early stopping".
    """
    expect.non_negative(noise=noise)
    t = np.arange(EPOCHS)
    losses: Array = 0.4 + FALL[0] * np.exp(-FALL[1] * t) + RISE * t + noise * np.array(NOISE)
    return losses


def states() -> list[alt.Parameter]:
    """Parameters s0, s1, …: what early stopping remembers after each epoch, for the browser.

    Vega has no loops, so each epoch has a parameter of its own, made from that of the epoch before: a list
    of the best value, its epoch, the counter w, and the epoch of the stop (-1: not stopped).
    """
    found = [alt.param(name="s0", expr="[v[0], 0, 0, -1]")]
    for i in range(1, EPOCHS):
        s, v = f"s{i - 1}", f"v[{i}]"
        stop = f"{s}[2] + 1 >= patience ? {i} : -1"
        rule = f"{v} + delta < {s}[0] ? [{v}, {i}, 0, -1] : [{s}[0], {s}[1], {s}[2] + 1, {stop}]"
        found.append(alt.param(name=f"s{i}", expr=f"{s}[3] >= 0 ? {s} : {rule}"))
    return found


def early_stopping_explorer() -> Figure:
    """Validation loss against epoch: where training stops, which epoch is kept, and how long it waited.

    Returns:
        Figure, with sliders for the patience, for δ and for the noise of the curve. A band of height δ lies
        below the best value so far: only a loss below the band counts as better.

    Source: `traindnn.regularization.early_stopping`; chapter "Overfitting and early stopping".
    """
    losses = ", ".join(
        f"{smooth:.4f} + noise * {z}" for smooth, z in zip(validation_losses(0), NOISE, strict=True)
    )
    parameters = [
        slider("patience", "Patience, in epochs", 3, 1, 15, 1),
        slider("delta", "Smallest change δ", 0, 0, 0.1, 0.005),
        slider("noise", "Noise of the curve", 0.03, 0, 0.08, 0.005),
        alt.param(name="v", expr=f"[{losses}]"),
        *states(),
        alt.param(name="s", expr=f"s{EPOCHS - 1}"),
        alt.param(name="last", expr=f"s[3] < 0 ? {EPOCHS - 1} : s[3]"),
        alt.param(name="lowest", expr="indexof(v, extent(v)[0])"),
        alt.param(name="seen", expr="[" + ", ".join(f"s{i}[0]" for i in range(EPOCHS)) + "]"),
    ]
    layers = threshold() + curve() + waiting() + marks() + readout()
    return Figure(
        layers.add_params(*parameters).properties(height=300),
        "Validation loss against epoch: a noisy curve that falls and then rises, drawn faintly where it was "
        "never trained. Marks show the epoch that is kept and the epoch of the stop, a bar below shows the "
        "patience. Sliders set the patience, the smallest change that counts, and the noise.",
    )


def place(y: str = "loss") -> Channels:
    """The two channels that all layers share."""
    return {
        "x": alt.X("epoch:Q", title="epoch", scale=EPOCH_AXIS, axis=alt.Axis(tickMinStep=1)),
        "y": alt.Y(f"{y}:Q", title="validation loss (nats)", scale=LOSSES, axis=alt.Axis(tickCount=6)),
    }


def epochs() -> alt.Chart:
    """The chart's data: a row for each epoch, counted from 1."""
    return alt.Chart(alt.sequence(0, EPOCHS, as_="i")).transform_calculate(
        epoch="datum.i + 1", loss="v[datum.i]"
    )


def threshold() -> alt.LayerChart:
    """The band from the best value so far down to δ below it; at δ = 0 a line."""
    band = epochs().transform_filter("datum.i <= last").transform_calculate(best="seen[datum.i]")
    band = band.transform_calculate(bar="datum.best - delta")
    fill = band.mark_area(interpolate="step-after", opacity=0.25, color=of_page(3), clip=True)
    edge = band.mark_line(interpolate="step-after", strokeWidth=1.5, color=of_page(3))
    chart: alt.LayerChart = fill.encode(**place("best"), y2="bar:Q") + edge.encode(**place("bar"))
    return chart


def curve() -> alt.LayerChart:
    """The part of the curve that was trained, and the whole of it, dashed."""
    trained, untrained = SERIES
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1)
    lines = alt.Scale(domain=list(SERIES), range=[of_page(1), "currentColor"])
    dashes = alt.Scale(domain=list(SERIES), range=[[1, 0], [4, 3]])
    look = {
        "stroke": alt.Stroke("curve:N", scale=lines, legend=legend),
        "strokeDash": alt.StrokeDash("curve:N", scale=dashes, legend=legend),
    }
    faint = epochs().transform_calculate(curve=f"'{untrained}'").mark_line(strokeWidth=1.5, opacity=0.55)
    so_far = epochs().transform_filter("datum.i <= last")
    bold = so_far.transform_calculate(curve=f"'{trained}'").mark_line(strokeWidth=2.5, point=False)
    chart: alt.LayerChart = faint.encode(**place(), **look) + bold.encode(**place(), **look)
    return chart


def waiting() -> alt.LayerChart:
    """A bar from the best epoch to the last that patience allows, and over it the epochs that passed."""
    ends = alt.Chart(alt.sequence(0, 2, as_="end")).transform_calculate(loss=f"{BAR}")
    allowed = ends.transform_calculate(epoch="s[1] + 1 + datum.end * patience")
    passed = ends.transform_calculate(epoch="s[1] + 1 + datum.end * s[2]")
    whole = allowed.mark_line(strokeWidth=10, opacity=0.3, color="currentColor", clip=True, strokeCap="butt")
    part = passed.mark_line(strokeWidth=10, color=of_page(2), clip=True, strokeCap="butt")
    chart: alt.LayerChart = whole.encode(**place()) + part.encode(**place())
    return chart


def marks() -> alt.Chart:
    """The epoch that is kept, and the last one that is trained."""
    names = ("kept", "last trained")
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{"mark": name, "end": end} for end, name in enumerate(names)]))
        .transform_calculate(at="datum.end ? last : s[1]")
        .transform_calculate(epoch="datum.at + 1", loss="v[datum.at]")
        .mark_point(size=140, filled=True, opacity=1)
        .encode(
            **place(),
            color=alt.Color(
                "mark:N",
                scale=alt.Scale(domain=list(names), range=[of_page(3), of_page(2)]),
                legend=alt.Legend(title=None, orient="top", symbolSize=120),
            ),
            shape=alt.Shape(
                "mark:N",
                scale=alt.Scale(domain=list(names), range=["diamond", "square"]),
                legend=alt.Legend(title=None, orient="top", symbolSize=120),
            ),
        )
    )
    return chart


def readout() -> alt.Chart:
    """What happened, in words."""
    chart: alt.Chart = (
        alt.Chart(alt.sequence(0, 3, as_="line"))
        .transform_calculate(
            text="['kept: ' + format(v[s[1]], '.3f') + ', epoch ' + (s[1] + 1),"
            " s[3] < 0 ? 'never stopped' : 'stopped after ' + (s[3] + 1) + ', waited ' + s[2],"
            " 'lowest of all: ' + format(v[lowest], '.3f') + ', epoch ' + (lowest + 1)][datum.line]",
            row="datum.line * 18 + 4",
        )
        .mark_text(align="right", baseline="top", fontSize=13, color="currentColor")
        .encode(x=alt.value("width"), y=alt.Y("row:Q", scale=None, axis=None), text="text:N")
    )
    return chart
