"""Figures with lines and dots: what was trained, and the functions behind it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from traindnn.arrays import Array, ArrayLike, Integers
from traindnn.palette import INK
from traindnn.plots.theme import axes, finish, look

Series = Mapping[str, Array | Sequence[float]]
"""Label of each series, and its values."""


class OneRun(Protocol):
    """What is drawn of a `traindnn.lab.runs.Run`."""

    def curve(self, metric: str) -> Array:
        """The metric after each epoch: (epochs,)."""


class SeveralRuns(Protocol):
    """What is drawn of `traindnn.lab.runs.Runs`."""

    def curves(self, metric: str) -> Array:
        """The metric of each run after each epoch: (runs, epochs)."""


class LossAgainstRate(Protocol):
    """What is drawn of a `traindnn.lab.range_test.RangeTest`."""

    @property
    def lr(self) -> Array:
        """The rate of each step: (steps,)."""

    @property
    def loss(self) -> Array:
        """The loss of each mini-batch: (steps,)."""

    @property
    def smooth_loss(self) -> Array:
        """Its moving average: (steps,)."""


def learning_curves(
    runs: Mapping[str, OneRun | SeveralRuns], metric: str = "val_loss", ax: Axes | None = None
) -> Axes:
    """A metric after each epoch; several seeds as their mean and range.

    Args:
        runs: mapping from label to a `Run` or to `Runs`, as `traindnn.lab.training` returns them.
        metric: name of the metric, such as "val_loss".
        ax: where to draw; a new figure if None.

    Returns:
        The ``ax``.
    """
    ax = axes(ax)
    for i, (label, run) in enumerate(runs.items()):
        seeds = run.curves(metric) if hasattr(run, "curves") else run.curve(metric)[None]
        epochs = np.arange(1, seeds.shape[1] + 1)
        ax.plot(epochs, seeds.mean(axis=0), label=label, **look(i))
        if len(seeds) > 1:
            _band(ax, epochs, seeds, look(i)["color"])
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    return finish(ax, "epoch", metric_label(metric))


def _band(ax: Axes, x: Array | Integers, values: Array, color: str) -> None:
    """Fill from the lowest to the highest of the repeats."""
    ax.fill_between(x, values.min(axis=0), values.max(axis=0), color=color, alpha=0.2, lw=0)


def metric_label(metric: str) -> str:
    """How a metric is named on an axis: "val_loss" is "validation loss"; a loss is in nats per sample."""
    name = metric.removeprefix("val_").replace("_", " ")
    unit = " (nats)" if name == "loss" else ""
    return f"{'validation' if metric.startswith('val_') else 'training'} {name}{unit}"


def curves(
    x: ArrayLike, series: Series, ax: Axes | None = None, *, xlabel: str, ylabel: str, log: bool = False
) -> Axes:
    """One line for each series over a common x.

    Args:
        x: (n,) positions.
        series: mapping from label to (n,) values.
        ax: where to draw; a new figure if None.
        xlabel: quantity and unit of ``x``.
        ylabel: quantity and unit of the values.
        log: whether the vertical axis is logarithmic.

    Returns:
        The ``ax``.
    """
    ax = axes(ax)
    for i, (label, values) in enumerate(series.items()):
        ax.plot(x, values, label=label, **look(i) | {"marker": ""})
    if np.issubdtype(np.asarray(x).dtype, np.integer):  # there is no layer 2.5
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    if log:
        ax.set_yscale("log")
    return finish(ax, xlabel, ylabel)


def schedules(
    rates: Series, ax: Axes | None = None, *, steps_per_epoch: int | None = None, log: bool = False
) -> Axes:
    """Learning rate over the steps of a run.

    Args:
        rates: mapping from label to (steps,) learning rates, from step 0.
        ax: where to draw; a new figure if None.
        steps_per_epoch: if given, the horizontal axis counts epochs.
        log: whether the vertical axis is logarithmic.

    Returns:
        The ``ax``.
    """
    steps = np.arange(max(map(len, rates.values())))
    x, xlabel = (steps, "step t") if steps_per_epoch is None else (steps / steps_per_epoch, "epoch")
    padded = {
        label: np.pad(np.asarray(r, float), (0, len(steps) - len(r)), constant_values=np.nan)
        for label, r in rates.items()
    }
    return curves(x, padded, ax, xlabel=xlabel, ylabel="learning rate η", log=log)


def activations(z: Array, values: Series, ax: Axes | None = None) -> Axes:
    """Activation functions over the net input.

    Args:
        z: (n,) net inputs.
        values: mapping from label to (n,) activations.
        ax: where to draw; a new figure if None.

    Returns:
        The ``ax``.
    """
    return curves(z, values, ax, xlabel="net input n", ylabel="activation f(n)")


def slopes(z: Array, values: Series, ax: Axes | None = None) -> Axes:
    """Derivatives of activation functions over the net input.

    Args:
        z: (n,) net inputs.
        values: mapping from label to (n,) derivatives.
        ax: where to draw; a new figure if None.

    Returns:
        The ``ax``.
    """
    return curves(z, values, ax, xlabel="net input n", ylabel="slope f′(n)")


def gradient_norms(norms: Series, ax: Axes | None = None, *, ylabel: str = "gradient norm") -> Axes:
    """Gradient norm of each layer, on a logarithmic axis.

    Args:
        norms: mapping from label to (layers,) norms, or (repeats, layers), of which the geometric mean and
            the range are drawn.
        ax: where to draw; a new figure if None.
        ylabel: what the norm is of.

    Returns:
        The ``ax``.
    """
    ax = axes(ax)
    for i, (label, values) in enumerate(norms.items()):
        values = np.atleast_2d(values)
        layers = np.arange(1, values.shape[1] + 1)
        ax.plot(layers, np.exp(np.log(values).mean(axis=0)), label=label, **look(i))
        _band(ax, layers, values, look(i)["color"])
    ax.set_yscale("log")
    ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    return finish(ax, "layer, from the input", ylabel)


def histogram(
    values: Series, ax: Axes | None = None, *, xlabel: str, bins: int | Sequence[float] = 50
) -> Axes:
    """Distributions as outlines over common bins, each of area 1.

    Args:
        values: mapping from label to an array of any shape.
        ax: where to draw; a new figure if None.
        xlabel: quantity and unit of the values.
        bins: number of bins, or their edges.

    Returns:
        The ``ax``.
    """
    ax = axes(ax)
    flat = {label: np.ravel(v) for label, v in values.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(flat.values())), bins)
    for i, (label, v) in enumerate(flat.items()):
        density, _ = np.histogram(v, edges, density=True)
        color, line = look(i)["color"], look(i)["linestyle"]
        ax.stairs(density, edges, label=label, color=color, linestyle=line, linewidth=2)
    return finish(ax, xlabel, "density")


def comparison(results: Mapping[str, tuple[float, float]], ax: Axes | None = None, *, xlabel: str) -> Axes:
    """One row for each label: a dot at the mean, a bar of one standard deviation to each side.

    Args:
        results: mapping from label to (mean, standard deviation).
        ax: where to draw; a new figure if None.
        xlabel: quantity and unit.

    Returns:
        The ``ax``; the first label is at the top.
    """
    ax = axes(ax)
    for i, (mean, deviation) in enumerate(results.values()):
        ax.errorbar(mean, i, xerr=deviation, capsize=4, **look(i) | {"linestyle": "none"})
    ax.set_yticks(range(len(results)), results)
    ax.set_ylim(len(results) - 0.5, -0.5)
    ax.set_xlabel(xlabel)
    return ax


def range_test(found: LossAgainstRate, ax: Axes | None = None) -> Axes:
    """Loss against learning rate in a range test.

    Args:
        found: `traindnn.lab.range_test.RangeTest`.
        ax: where to draw; a new figure if None.

    Returns:
        The ``ax``.
    """
    ax = axes(ax)
    ax.plot(found.lr, found.loss, color=INK, alpha=0.4, lw=1, label="mini-batch")
    ax.plot(found.lr, found.smooth_loss, label="moving average", **look(0) | {"marker": ""})
    ax.set_xscale("log")
    ax.set_ylim(0, 2 * float(np.nanmax(found.smooth_loss[: max(1, len(found.lr) // 2)])))
    return finish(ax, "learning rate η", metric_label("loss"))
