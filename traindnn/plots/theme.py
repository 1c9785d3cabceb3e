"""The style of the book's figures: readable on a light and on a dark page, and for the colour-blind.

The colours are those of `traindnn.palette`, on a transparent ground; `adapt_svg` lets the ink follow the
theme of the page.
"""

import math
import sys
from typing import TypedDict

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from traindnn.palette import COLORS, INK, INK_BY_THEME

LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
SERIES = (*COLORS.values(), INK)
"""Colours of the series of a figure, in their order."""
CELLS = "cividis"
"""Colour map of matrices: even in lightness, and the same for the colour-blind."""


def style() -> None:
    """Set the book's style for all figures that follow; in a notebook, draw them as SVG."""
    mpl.rcParams.update(
        {
            "figure.figsize": (6.4, 3.8),
            "figure.facecolor": "none",
            "figure.constrained_layout.use": True,
            "savefig.transparent": True,
            "axes.facecolor": "none",
            "axes.edgecolor": INK,
            "axes.labelcolor": INK,
            "axes.titlecolor": INK,
            "axes.titlesize": 12,
            "axes.labelsize": 11,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.prop_cycle": mpl.rcsetup.cycler(color=SERIES),
            "grid.color": INK,
            "grid.alpha": 0.25,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "legend.frameon": False,
            "lines.linewidth": 2,
            "lines.markersize": 5,
            "image.cmap": CELLS,
            "svg.hashsalt": "traindnn",  # the same figure gives the same file
        }
    )
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg", metadata={"Date": None})


def adapt_svg(svg: str) -> str:
    """Let the text and axes of a figure follow the theme of the page that shows it.

    An SVG in an ``<img>`` is told the colour scheme of that page; it needs no script.

    Args:
        svg: text of an SVG file drawn in `style`.

    Returns:
        str: the same figure; its ink is dark on a light page and light on a dark one.
    """
    rules = "".join(
        f"@media (prefers-color-scheme: {theme}) {{"
        + "".join(f'[style*="{p}: {INK}"] {{{p}: {ink} !important}}' for p in ("fill", "stroke"))
        + "}"
        for theme, ink in INK_BY_THEME.items()
    )
    head, end, rest = svg.partition("</defs>")
    return f"{head}<style>{rules}</style>{end}{rest}"


class Look(TypedDict):
    """How a series is drawn, as arguments of ``Axes.plot``."""

    color: str
    linestyle: str
    marker: str


def look(i: int) -> Look:
    """Colour, line style and marker of series ``i``, counted from 0; no two of the first 20 look alike.

    The sixth series has the ink, which `adapt_svg` lets follow the page.
    """
    rounds = i // math.lcm(len(SERIES), len(LINES))  # after these, pairs would repeat
    return {
        "color": SERIES[i % len(SERIES)],
        "linestyle": LINES[(i + rounds) % len(LINES)],
        "marker": MARKERS[i % len(MARKERS)],
    }


def axes(ax: Axes | None) -> Axes:
    """The ``ax``, or that of a new figure."""
    return plt.subplots()[1] if ax is None else ax


def finish(ax: Axes, xlabel: str, ylabel: str) -> Axes:
    """Label the axes, add a legend if there is more than one series, return the ``ax``."""
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if len(ax.get_legend_handles_labels()[1]) > 1:
        ax.legend()
    return ax
