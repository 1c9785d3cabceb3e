"""Figures of the class, drawn by Vega from its wheel, as pictures that follow the page's colours.

Whatever a figure shows stands in a table beside it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import vl_convert
from markupsafe import Markup

BAR = "#4a7dbf"
"""A blue that stands out, at least 3 to 1, from white and from the dark page."""
_CONFIG: dict[str, Any] = {
    "background": None,
    "view": {"stroke": None},
    "font": "system-ui, sans-serif",
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "domainColor": "currentColor",
        "tickColor": "currentColor",
        "grid": False,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "bar": {"color": BAR},
    "line": {"color": BAR, "point": {"color": BAR}},
}


def histogram(scores: Sequence[float], points: float, unit: str = "points") -> Markup:
    """How many submissions have how many points, in at most 20 bars."""
    step = _step(points)
    edges = [step * i for i in range(int(points / step) + 1)]
    counts = [0] * len(edges)
    for score in scores:
        counts[min(int(score / step + 1e-9), len(edges) - 1)] += 1
    values = [
        {"from": edge, "to": min(edge + step, points + step), "n": count}
        for edge, count in zip(edges, counts, strict=True)
    ]
    spec = {
        "width": 560,
        "height": 150,
        "data": {"values": values},
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": {
                "field": "from",
                "bin": {"binned": True, "step": step},
                "type": "quantitative",
                "title": unit,
                "axis": {"tickMinStep": step},
            },
            "x2": {"field": "to"},
            "y": {
                "field": "n",
                "type": "quantitative",
                "title": "submissions",
                "axis": {"tickMinStep": 1, "format": "d"},
            },
        },
    }
    return drawn(spec, f"Histogram of {len(scores)} submissions over {unit}.")


def _step(points: float) -> float:
    return next(
        (step for step in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if points / step <= 20), points / 20 or 1
    )


def over_sets(means: Mapping[str, float]) -> Markup:
    """The mean of each set, in percent."""
    spec = {
        "width": 560,
        "height": 180,
        "data": {"values": [{"set": name, "percent": round(mean, 1)} for name, mean in means.items()]},
        "mark": "bar",
        "encoding": {
            "x": {"field": "set", "type": "nominal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
            "y": {
                "field": "percent",
                "type": "quantitative",
                "title": "mean in percent",
                "scale": {"domain": [0, 100]},
            },
        },
    }
    return drawn(spec, "Mean of each problem set in percent.")


def drawn(spec: Mapping[str, Any], description: str) -> Markup:
    """A Vega-Lite specification as an SVG picture with a description."""
    svg = vl_convert.vegalite_to_svg({"config": _CONFIG, **spec})
    svg = re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", svg)
    # Vega's own descriptions of axes and marks would be read out one by one.
    svg = re.sub(r' (?:aria-[a-z]+|role|tabindex)="[^"]*"', "", svg)
    head = f'<svg role="img" aria-label="{Markup.escape(description)}"'
    return Markup(svg.replace("<svg", head, 1))
