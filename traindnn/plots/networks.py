"""Figures of networks as columns of layers, from the input at the bottom to the output at the top."""

from collections.abc import Sequence
from typing import TypedDict

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from traindnn import expect
from traindnn.freezing import FINE_TUNED, FROZEN, NEW, Role, roles
from traindnn.palette import COLORS, INK


class Outline(TypedDict, total=False):
    """How a box is drawn, as arguments of a patch."""

    edgecolor: str
    linestyle: str
    hatch: str | None


LOOKS: dict[str, Outline] = {
    FROZEN: {"edgecolor": COLORS["blue"], "linestyle": "-", "hatch": "////"},
    FINE_TUNED: {"edgecolor": COLORS["blue"], "linestyle": "-", "hatch": None},
    NEW: {"edgecolor": COLORS["orange"], "linestyle": "--", "hatch": None},
}
WIDTH, HEIGHT, GAP = 1.5, 0.62, 0.35


def transfer_stages(
    base_layers: Sequence[str],
    new_layers: Sequence[str],
    n_reuse: int,
    n_unfrozen: int,
    ax: Axes | None = None,
) -> Axes:
    """A pretrained network, and beside it the one that reuses its lower layers, in both stages of training.

    Copied layers are blue and solid, new ones orange and dashed; a copied layer that is frozen is hatched and
    carries the word.

    Args:
        base_layers: names of the pretrained network's layers, from the first hidden one to the output.
        new_layers: names of the layers above the copied ones, the new output last.
        n_reuse: lower layers that are copied.
        n_unfrozen: copied layers that learn in stage 2, counted from the top.
        ax: where to draw; a new figure if None.

    Returns:
        The ``ax``.

    Raises:
        ValueError: unless 0 <= n_unfrozen <= n_reuse < number of base layers, and there is a new layer.

    Source: lecture, slide 43 (after Géron); both stages are those of slide 42.
    """
    expect.that(n_reuse < len(base_layers), "`n_reuse` < base layers", n_reuse=n_reuse, layers=base_layers)
    names = [*base_layers[:n_reuse], *new_layers]
    stages = [roles(len(names), n_reuse, n) for n in (0, n_unfrozen)]
    ax = plt.subplots(figsize=(6.4, 4.6))[1] if ax is None else ax
    _column(ax, 0, "pretrained", base_layers)
    for k in range(n_reuse):
        _arrow(ax, (WIDTH, _level(k + 1)), (2.4, _level(k + 1)))
    ax.text((WIDTH + 2.4) / 2, _level(n_reuse) + 0.3, "copy", ha="center", fontsize=10)
    for i, stage in enumerate(stages):
        _column(ax, 2.4 + 2.05 * i, f"stage {i + 1}", names, stage)
    top = max(len(base_layers), len(names))
    ax.set(xlim=(-0.1, 2.4 + 2.05 + WIDTH + 0.1), ylim=(-0.15, _level(top) + HEIGHT + 0.75))
    ax.set_axis_off()
    return ax


def _level(k: int) -> float:
    """Height of the middle of layer k; the input is layer 0."""
    return k * (HEIGHT + GAP) + HEIGHT / 2


def _column(
    ax: Axes, x: float, title: str, names: Sequence[str], stage: Sequence[Role] | None = None
) -> None:
    """Boxes over one another, joined by arrows, with a title on top; ``stage`` gives each its role."""
    looks: list[Outline] = [{"edgecolor": INK}] * (len(names) + 1)
    words = [""] * (len(names) + 1)
    if stage:
        looks[1:] = [LOOKS[role.name] for role in stage]
        words[1:] = [role.name.split(", ")[1 if role.copied else 0] for role in stage]
    for k, (name, look, word) in enumerate(zip(["input", *names], looks, words, strict=True)):
        _box(ax, x, k, f"{name}\n{word}" if word else name, look)
        if k:
            _arrow(ax, (x + WIDTH / 2, _level(k - 1) + HEIGHT / 2), (x + WIDTH / 2, _level(k) - HEIGHT / 2))
    ax.text(x + WIDTH / 2, _level(len(names)) + HEIGHT / 2 + 0.2, title, ha="center", fontsize=12)


def _box(ax: Axes, x: float, k: int, text: str, look: Outline) -> None:
    """One layer."""
    corner = (x, _level(k) - HEIGHT / 2)
    style = "round,pad=0,rounding_size=0.12"
    if look.get("hatch"):  # a faint hatch, so that the text stays readable
        ax.add_patch(
            FancyBboxPatch(
                corner, WIDTH, HEIGHT, boxstyle=style, facecolor="none", linewidth=0, alpha=0.3, **look
            )
        )
    edge: Outline = {**look, "hatch": None}
    ax.add_patch(FancyBboxPatch(corner, WIDTH, HEIGHT, boxstyle=style, facecolor="none", linewidth=2, **edge))
    ax.text(x + WIDTH / 2, _level(k), text, ha="center", va="center", fontsize=9, linespacing=1.1)


def _arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": INK, "shrinkA": 1, "shrinkB": 1})
