"""Explorer of gradient clipping: a gradient of two entries, the box, the ball, and the nearest points."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from traindnn.interactive import DASHES, Figure, slider

# End points of the three arrows as the browser evaluates them. A test compares them with `clipping`.
ENDS = {
    "gradient": ("g1", "g2"),
    "by value": ("clamp(g1, -v, v)", "clamp(g2, -v, v)"),
    "by norm": ("g1 * c / max(sqrt(g1 * g1 + g2 * g2), c)", "g2 * c / max(sqrt(g1 * g1 + g2 * g2), c)"),
}
SHAPES = ["circle", "square", "diamond"]
LIMIT = 4


def clipping_explorer() -> Figure:
    """A gradient as an arrow, clipped by value to a box and by norm to a ball.

    Returns:
        Figure, with sliders for the two entries of the gradient, the clip value v and the clip norm c.

    Source: lecture, section "Gradient clipping"; chapter "Gradient clipping".
    """
    parameters = [
        slider("g1", "Entry g₁", 0.9, -LIMIT, LIMIT, 0.1),
        slider("g2", "Entry g₂", 3, -LIMIT, LIMIT, 0.1),
        slider("v", "Clip value v", 1, 0.1, 3, 0.1),
        slider("c", "Clip norm c", 1.5, 0.1, 3, 0.1),
    ]
    return Figure(
        (sets() + arrows(parameters) + lengths()).properties(height=420),
        "A gradient with two entries as an arrow from the origin, a square of half-width v and a circle of "
        "radius c about the origin, and the two arrows that clipping by value and by norm make of it. "
        "Sliders set both entries, the clip value and the clip norm.",
    )


def axis(name: str, title: str) -> alt.X | alt.Y:
    """A channel with the same unit in both directions, so that a circle is round at any width."""
    kind, end = (alt.X, f"{LIMIT} * width / height") if name == "x" else (alt.Y, f"{LIMIT}")
    scale = alt.Scale(domainMin=alt.ExprRef(f"-{end}"), domainMax=alt.ExprRef(end), nice=False)
    return kind(f"{name}:Q", title=title, scale=scale)


def sets() -> alt.LayerChart:
    """Outlines of the box and of the ball."""
    box = (
        alt.Chart(alt.InlineData(values=[{"i": i} for i in range(5)]))
        .transform_calculate(
            x="(datum.i == 1 || datum.i == 2) ? v : -v", y="(datum.i == 2 || datum.i == 3) ? v : -v"
        )
        .mark_line(strokeWidth=1.5, color="currentColor", opacity=0.6, strokeDash=DASHES[1])
    )
    ball = (
        alt.Chart(alt.sequence(0, 121, as_="i"))
        .transform_calculate(x="c * cos(datum.i * PI / 60)", y="c * sin(datum.i * PI / 60)")
        .mark_line(strokeWidth=1.5, color="currentColor", opacity=0.6, strokeDash=DASHES[2])
    )
    place = {"x": axis("x", "first entry"), "y": axis("y", "second entry"), "order": alt.Order("i:Q")}
    chart: alt.LayerChart = box.encode(**place) + ball.encode(**place)
    return chart


def ends() -> alt.Chart:
    """The chart's data: the end point of each arrow, with its length."""
    cases = {
        name: "".join(f"datum.vector == '{label}' ? {ends[i]} : " for label, ends in ENDS.items()) + "NaN"
        for i, name in enumerate(("x", "y"))
    }
    return (
        alt.Chart(alt.InlineData(values=[{"vector": label} for label in ENDS]))
        .transform_calculate(**cases)
        .transform_calculate(length="sqrt(datum.x * datum.x + datum.y * datum.y)")
        .transform_calculate(x0="0", y0="0")
    )


def dashes() -> Any:
    """The dash pattern of each vector's shaft, as a channel."""
    gradient, by_value, _ = ENDS
    return (
        alt.when(alt.datum.vector == gradient)
        .then(alt.value(DASHES[0]))
        .when(alt.datum.vector == by_value)
        .then(alt.value(DASHES[1]))
        .otherwise(alt.value(DASHES[2]))
    )


def arrows(parameters: Sequence[alt.Parameter]) -> alt.LayerChart:
    """A shaft and a mark at the end for each vector."""
    legend = alt.Legend(title=None, orient="top")
    domain = alt.Scale(domain=list(ENDS))
    color = alt.Color("vector:N", scale=domain, legend=legend)
    place = {"x": axis("x", "first entry"), "y": axis("y", "second entry"), "color": color}
    shafts = (
        ends()
        .mark_rule(strokeWidth=2.5, clip=True)
        .encode(
            **place,
            x2="x0:Q",
            y2="y0:Q",
            # Conditions do not reach the legend: there the shapes tell, and dashes would blur them.
            strokeDash=dashes(),
        )
    )
    tips = (
        ends()
        .mark_point(size=130, filled=True, opacity=1, clip=True)
        .encode(
            **place,
            shape=alt.Shape("vector:N", scale=alt.Scale(domain=list(ENDS), range=SHAPES), legend=legend),
        )
    )
    chart: alt.LayerChart = (shafts + tips).add_params(*parameters)
    return chart


def lengths() -> alt.Chart:
    """Each vector in numbers, in a corner."""
    chart: alt.Chart = (
        ends()
        .transform_calculate(
            text="datum.vector + ': [' + format(datum.x, '.2f') + ', ' + format(datum.y, '.2f') + '], norm '"
            " + format(datum.length, '.2f')",
            line="height - (datum.vector == 'gradient' ? 48 : datum.vector == 'by value' ? 30 : 12)",
        )
        .mark_text(align="left", fontSize=13, color="currentColor")
        .encode(x=alt.value(8), y=alt.Y("line:Q", scale=None, axis=None), text="text:N")
    )
    return chart
