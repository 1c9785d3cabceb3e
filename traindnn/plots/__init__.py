"""Figures of the book, all in one style.

=========  ====================================================================================
Module     What it holds
=========  ====================================================================================
`theme`    colours, lines and markers; readable on a light and on a dark page
`lines`    learning curves, schedules, activations, gradient norms, histograms, comparisons
`images`   sample grids and confusion matrices
`networks` networks as columns of layers
=========  ====================================================================================

Each function takes data and an ``ax``, draws, and returns the ``ax``; none calls ``show``. Series come as a
mapping from label to values. They differ in colour, in line style and in marker, so colour is never the only
cue.

May import: NumPy, Matplotlib and the numerics. Only the book imports this package.
"""

from traindnn.palette import COLORS, INK
from traindnn.plots.images import confusion, sample_grid
from traindnn.plots.lines import (
    activations,
    comparison,
    curves,
    gradient_norms,
    histogram,
    learning_curves,
    range_test,
    schedules,
    slopes,
)
from traindnn.plots.networks import transfer_stages
from traindnn.plots.theme import adapt_svg, look, style

__all__ = [
    "COLORS",
    "INK",
    "activations",
    "adapt_svg",
    "comparison",
    "confusion",
    "curves",
    "gradient_norms",
    "histogram",
    "learning_curves",
    "look",
    "range_test",
    "sample_grid",
    "schedules",
    "slopes",
    "style",
    "transfer_stages",
]
