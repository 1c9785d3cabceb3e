"""The colours of the book's figures, all of them, for one kind of figure or the other.

A *picture* (Matplotlib) is one file for a light and a dark page, so each colour must do for both. A figure
*to play with* (Altair) takes its colours from the page that it stands in, so there are two sets. The site's
style sheet has them as ``--figure-1`` and so on; where there is no style sheet, the light ones serve.
Readers who are colour-blind can tell the colours of a set apart, some of them only just: no series is known
by its colour alone.
"""

COLORS = {
    "blue": "#1362fd",
    "orange": "#da701d",
    "green": "#0fa587",
    "purple": "#a73ca2",
    "ochre": "#826f3c",
}
"""Pictures: a contrast of at least 3 to 1 on both of the site's backgrounds."""
INK = "#7a7b7d"
"""Pictures, text and axes: the grey in the middle between the two backgrounds, 4.2 to 1 on both."""
INK_BY_THEME = {"light": "#24292f", "dark": "#d5dae0"}
"""What the ink becomes where a picture can follow its page: on a light and on a dark one."""

LIGHT = ("#0072b2", "#b85300", "#00795a", "#a3457f", "#6b6b00")
"""Figures to play with, on a light page: Okabe and Ito's colours, some of them darker."""
DARK = ("#56b4e9", "#f2a65a", "#3ccfa1", "#e08fc2", "#d6cf4b")
"""The same series on a dark page."""


def of_page(n: int) -> str:
    """The colour of series ``n``, counted from 1, in a figure to play with.

    Returns:
        CSS that takes the page's own colour, or that for light pages where a page has none.
    """
    return f"var(--figure-{n}, {LIGHT[n - 1]})"
