"""Figures to play with, alive on a static page: no kernel, no server, nothing loaded from elsewhere.

A figure is an Altair chart whose formulas the browser evaluates (Vega expressions) and whose parameters
are bound to the browser's own sliders. On the book's site it is a still picture in the page, which a
script brings to life when it comes into view; in a notebook it is the chart as Altair shows it.

This module is a leaf: only the book imports it.
"""

import hashlib
import html
import json
import os
import re
from collections.abc import Collection, Iterable
from typing import Any, Literal, TypedDict

import altair as alt
import vl_convert

from traindnn import expect, palette

Spec = dict[str, Any]
"""JSON: a chart in Vega-Lite, or part of one; or what Jupyter displays."""
Chart = alt.Chart | alt.LayerChart | alt.FacetChart
STILL_WIDTH = 660  # pixels; a chart that is as wide as its box needs a number where there is no box


class Look(TypedDict):
    """The two channels by which lines are told apart, as arguments of ``encode``."""

    color: alt.Color
    strokeDash: alt.StrokeDash


class Channels(TypedDict):
    """The two channels that the layers of a chart share, as arguments of ``encode``."""

    x: alt.X
    y: alt.Y


class Figure:
    """An Altair chart with a description, displayed as suits the place: the site or a notebook.

    Args:
        chart: Altair chart; its ``width`` is set here.
        description: what a reader who cannot see the figure should know: what is drawn, what can be moved.
    """

    def __init__(self, chart: Chart, description: str) -> None:
        expect.that(description.strip(), "a description of the figure", description=repr(description))
        self.chart, self.description = chart, description

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> Spec:
        """Return what Jupyter and the book display."""
        if os.environ.get("TRAINDNN_SITE"):
            return {"text/html": self.to_html(), "text/plain": self.description}
        chart = self.chart.properties(width=STILL_WIDTH).configure_range(category=list(palette.LIGHT))
        bundle: Spec = chart._repr_mimebundle_(include, exclude)
        return bundle

    def spec(self, width: int | Literal["container"] = "container") -> Spec:
        """Return the chart as Vega-Lite for the site: colours are the page's own, so it suits any mode.

        Args:
            width: pixels, or "container" for the width of the box around it.
        """
        spec = self.chart.properties(width=width).to_dict()
        # Altair numbers views through the whole process; here the same figure is the same text.
        spec = json.loads(renumbered(json.dumps(spec), r"\bview_\d+\b", "view"))
        return {**spec, "config": site_config(), "autosize": {"type": "fit-x", "contains": "padding"}}

    def to_html(self) -> str:
        """Return the figure for the site: a still picture, and beside it the chart for the script."""
        spec = json.dumps(self.spec(), sort_keys=True, ensure_ascii=False)
        spec = spec.replace("<", "\\u003c")  # or a text in the chart could end the element
        label = html.escape(self.description, quote=True)
        sliders = sum("bind" in parameter for parameter in self.spec().get("params", []))
        return (
            f'<div class="vega-figure" role="group" aria-label="{label}" style="--sliders: {sliders}">'
            f'<script type="application/json">{spec}</script>'
            f'<div class="vega-still">{self.still()}</div></div>'
        )

    def still(self) -> str:
        """Return the chart as SVG, at the starting values of its sliders."""
        svg = vl_convert.vegalite_to_svg(self.spec(STILL_WIDTH))
        # Names inside one SVG are names of the whole page: make them this figure's own, from its spec.
        mark = hashlib.sha256(json.dumps(self.spec(STILL_WIDTH), sort_keys=True).encode()).hexdigest()[:8]
        svg = renumbered(svg, r'(?<=id=")[\w-]+|(?<=url\(#)[\w-]+|(?<=href="#)[\w-]+', f"f{mark}")
        return re.sub(r"<svg\b", '<svg aria-hidden="true" focusable="false"', svg, count=1)


def renumbered(text: str, pattern: str, stem: str) -> str:
    """Replace each name that ``pattern`` finds by ``stem-0``, ``stem-1``, ... in order of appearance."""
    names: dict[str, str] = {}
    return re.sub(pattern, lambda match: names.setdefault(match[0], f"{stem}-{len(names)}"), text)


def site_config() -> Spec:
    """Vega's settings on the site: text and lines in the page's colour, curves in its palette."""
    ink = {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "labelFontSize": 12,
        "titleFontSize": 13,
    }
    lines = {"domainColor": "currentColor", "tickColor": "currentColor", "gridColor": "currentColor"}
    series = [palette.of_page(n) for n in range(1, len(palette.LIGHT) + 1)]
    return {
        "background": None,
        "font": "system-ui, sans-serif",
        "view": {"stroke": None},
        "axis": {**ink, **lines, "gridOpacity": 0.18, "titleFontWeight": "normal"},
        "legend": {**ink, "symbolStrokeWidth": 3, "symbolSize": 500},
        "range": {"category": series},
    }


def slider(name: str, label: str, value: float, low: float, high: float, step: float) -> alt.Parameter:
    """Return a parameter bound to a native slider of the browser.

    Args:
        name: the parameter's name in the chart's formulas.
        label: what stands beside the slider.
        value, low, high, step: its start, its ends and the distance of two values.
    """
    bind = alt.binding_range(min=low, max=high, step=step, name=label)
    return alt.param(name=name, value=value, bind=bind)


def again(name: str, label: str) -> alt.Parameter:
    """Return a parameter that counts up from 1: a button on the book's site, a field for a number elsewhere.

    Vega binds a parameter to what has a value, which a button has not; the site's script puts one there.

    Args:
        name: the parameter's name in the chart's formulas.
        label: what stands on the button, or beside the field.
    """
    return alt.param(name=name, value=1, bind=alt.BindInput(input="number", name=label))


def power_of_ten(exponent: str) -> str:
    """A Vega expression for a label such as 10⁻⁴.

    Args:
        exponent: a Vega expression; rounded, it has one or two digits.
    """
    size = f"abs(round({exponent}))"
    digit = "substring('⁰¹²³⁴⁵⁶⁷⁸⁹', {0}, {0} + 1)".format
    tens, ones = digit(f"floor({size} / 10)"), digit(f"({size} % 10)")
    return f"('10' + (round({exponent}) < 0 ? '⁻' : '') + ({size} >= 10 ? {tens} : '') + {ones})"


DASHES = [[1, 0], [8, 3], [2, 2]]
"""Patterns of lines that can be told apart without colour, too."""


def told_apart(field: str, names: Iterable[str], legend: alt.Legend) -> Look:
    """Return the channels that tell up to three lines apart: by colour, and by dashes.

    Args:
        field: of the chart's data, which has the name of the line.
        names: of the lines, in the legend's order.
        legend: theirs.
    """
    domain = list(names)
    dashes = alt.Scale(domain=domain, range=DASHES[: len(domain)])
    return {
        "color": alt.Color(f"{field}:N", scale=alt.Scale(domain=domain), legend=legend),
        "strokeDash": alt.StrokeDash(f"{field}:N", scale=dashes, legend=legend),
    }


def readout(data: alt.Chart) -> alt.Chart:
    """Return numbers in words, in the upper left corner.

    Args:
        data: chart with a field ``text``, in which | begins a new line.
    """
    chart: alt.Chart = data.mark_text(
        align="left", baseline="top", lineBreak="|", fontSize=13, color="currentColor"
    ).encode(x=alt.value(8), y=alt.value(4), text="text:N")
    return chart


def schedule_explorer(last_step: int = 400) -> Figure:
    """Learning rate against step for the three schedules of the lecture, with sliders for η0, s, c and λ.

    Performance scheduling follows a metric that is not here: its curve is drawn as if the metric stalled
    once in every s steps, so that it meets the exponential schedule with the same factor at each drop.

    Args:
        last_step: last step t on the horizontal axis.

    Returns:
        Figure.

    Source: lecture, eqs. (1) and (3) and slide 16; chapter "Learning-rate schedules".
    """
    parameters = [
        slider("lr0", "Initial rate η₀", 0.3, 0.01, 0.5, 0.01),
        slider("s", "Decay steps s", 100, 10, 400, 5),
        slider("c", "Power c", 1, 0, 3, 0.1),
        slider("factor", "Factor λ", 0.1, 0.1, 0.9, 0.05),
        alt.param(name="logarithmic", value=False, bind=alt.binding_checkbox(name="Logarithmic axis")),
    ]
    chart = (
        alt.Chart(alt.sequence(0, last_step + 1, as_="t"))
        .transform_calculate(**SCHEDULES)
        .transform_fold(list(SCHEDULES), as_=["schedule", "rate"])
        .transform_calculate(height="logarithmic ? log(max(datum.rate, 1e-9)) / LN10 : datum.rate")
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x=alt.X("t:Q", title="step t", scale=alt.Scale(domain=[0, last_step], nice=False)),
            y=alt.Y("height:Q", title="learning rate η(t)", scale=RATE_SCALE, axis=RATE_AXIS),
            **told_apart("schedule", SCHEDULES, LEGEND),
        )
        .add_params(*parameters)
        .properties(height=280)
    )
    return Figure(
        chart,
        "Learning rate against step for power, exponential and performance scheduling. Sliders set the "
        "initial rate, the decay steps, the power and the factor; a check box makes the vertical axis "
        "logarithmic.",
    )


# The formulas as the browser evaluates them. A test compares them with traindnn.schedules.
SCHEDULES = {
    "power": "lr0 / pow(1 + datum.t / s, c)",
    "exponential": "lr0 * pow(factor, datum.t / s)",
    "performance": "lr0 * pow(factor, floor(datum.t / s))",
}
# One legend for both, since Vega-Lite merges equal ones; on a phone it takes two rows.
LEGEND = alt.Legend(title=None, orient="top", columns=alt.ExprRef("width < 330 ? 2 : 3"))
# Vega-Lite cannot change a scale's type, so the logarithm is taken of the values and undone in the labels.
RATE_SCALE = alt.Scale(
    domainMin=alt.ExprRef("logarithmic ? -5 : 0"), domainMax=alt.ExprRef("logarithmic ? 0 : 0.5"), nice=False
)
RATE_AXIS = alt.Axis(labelExpr=f"logarithmic ? {power_of_ten('datum.value')} : datum.label", tickCount=6)
