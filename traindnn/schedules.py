"""Learning rate schedules: the rate η(t) at step t, as pure functions.

A *step* t is one update of the parameters, that is one mini-batch, counted from 0. The decay steps s are
steps too, not epochs and not samples. A schedule depends on t alone, so it may be asked in any order;
performance scheduling depends on the history of a metric instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from traindnn import expect
from traindnn.arrays import Array, ArrayLike, NumberOrArray

Mode = Literal["min", "max"]
"""Whether small values of a metric are good (a loss), or large ones (an accuracy)."""


def steps_per_epoch(n_samples: int, batch_size: int) -> int:
    """Number of mini-batches in one pass over the data.

    Args:
        n_samples: number of samples (not of batches).
        batch_size: samples in a mini-batch; the last one of an epoch may be
            smaller.

    Returns:
        int, ``n_samples / batch_size`` rounded up.

    Raises:
        ValueError: if an argument is not positive.

    Source: chapter "Learning-rate schedules".
    """
    expect.positive(n_samples=n_samples, batch_size=batch_size)
    return int(-(-n_samples // batch_size))


def total_steps(n_samples: int, batch_size: int, epochs: int) -> int:
    """Number of steps in a whole training run.

    Args:
        n_samples: number of samples.
        batch_size: samples in a mini-batch.
        epochs: number of passes over the data.

    Returns:
        int, `steps_per_epoch` times ``epochs``: each epoch is rounded up on its
        own.

    Raises:
        ValueError: if an argument is not positive.

    Source: chapter "Learning-rate schedules".
    """
    expect.positive(epochs=epochs)
    return steps_per_epoch(n_samples, batch_size) * epochs


def power(t: ArrayLike, lr0: float, s: float, c: float = 1.0) -> NumberOrArray:
    """Power schedule: η(t) = η0 / (1 + t/s)^c.

    The rate falls quickly at first, then ever more slowly: with c = 1 it is a
    half at t = s, a third at 2s.

    Args:
        t: step, a number or an array of any shape.
        lr0: rate at step 0.
        s: decay steps.
        c: power.

    Returns:
        The rate, float, in the shape of ``t``.

    Raises:
        ValueError: if ``lr0`` or ``s`` is not positive, or ``t`` or ``c`` is
            negative.

    Source: lecture, eq. (1).
    """
    expect.positive(lr0=lr0, s=s)
    expect.non_negative(t=t, c=c)
    return lr0 / (1 + np.asarray(t) / s) ** c


def power_ratio(k: ArrayLike, c: float = 1.0) -> NumberOrArray:
    """Power schedule, s steps apart: η((k+1)s) / η(ks) = (1 - 1/(k+2))^c.

    It grows towards 1 with k: each further s steps take away a smaller share.

    Args:
        k: number of decay periods done, a number or an array of any shape.
        c: power.

    Returns:
        The ratio, float in (0, 1], in the shape of ``k``.

    Raises:
        ValueError: if ``k`` or ``c`` is negative.

    Source: lecture, eq. (2).
    """
    expect.non_negative(k=k, c=c)
    return (1 - 1 / (np.asarray(k) + 2)) ** c


def exponential(t: ArrayLike, lr0: float, s: float, rate: float = 0.1) -> NumberOrArray:
    """Exponential schedule: η(t) = η0 · rate^(t/s).

    Any two rates s steps apart have the same ratio, ``rate``: the lecture's eq.
    (4).

    Args:
        t: step, a number or an array of any shape.
        lr0: rate at step 0.
        s: decay steps.
        rate: factor per s steps; above 1 the rate grows, as in a learning rate
            range test.

    Returns:
        The rate, float, in the shape of ``t``.

    Raises:
        ValueError: if ``lr0``, ``s`` or ``rate`` is not positive, or ``t`` is
            negative.

    Source: lecture, eq. (3), where ``rate`` is 0.1.
    """
    expect.positive(lr0=lr0, s=s, rate=rate)
    expect.non_negative(t=t)
    return lr0 * rate ** (np.asarray(t) / s)


def piecewise_constant(t: ArrayLike, boundaries: Sequence[float], values: Sequence[float]) -> NumberOrArray:
    """Piecewise constant schedule: a list of rates and of when they change.

    ``values[i]`` holds for ``boundaries[i-1] < t <= boundaries[i]``.

    The step on a boundary still has the value to its left, as in Keras.

    Args:
        t: step, a number or an array of any shape.
        boundaries: (n,) steps, increasing.
        values: (n + 1,) rates.

    Returns:
        The rate, float, in the shape of ``t``.

    Raises:
        ValueError: if the boundaries do not increase, a rate is not positive,
            ``t`` is negative, or there is not one value more than there are
            boundaries.

    Source: chapter "Learning-rate schedules".
    """
    expect.non_negative(t=t)
    expect.positive(values=values)
    expect.that(np.all(np.diff(boundaries) > 0), "increasing `boundaries`", boundaries=boundaries)
    expect.that(
        len(values) == len(boundaries) + 1,
        "one value more than there are boundaries",
        boundaries=boundaries,
        values=values,
    )
    return np.asarray(values, float)[np.searchsorted(boundaries, t, side="left")]


def one_cycle(
    t: ArrayLike,
    total: float,
    lr_max: float,
    rise: float = 0.45,
    div: float = 10.0,
    final_div: float = 10_000.0,
) -> NumberOrArray:
    """One-cycle schedule: a line up, a line down, then a short run-out.

    The rate is ``lr_max / div`` at the start, ``lr_max`` after the share
    ``rise`` of the steps, ``lr_max / div`` again after ``2 * rise``, and
    ``lr_max / final_div`` at the end and beyond.

    Args:
        t: step, a number or an array of any shape.
        total: steps in the run.
        lr_max: highest rate.
        rise: share of the run in which the rate rises, above 0 and below 0.5.
        div: highest rate over starting rate.
        final_div: highest rate over final rate.

    Returns:
        The rate, float, in the shape of ``t``.

    Raises:
        ValueError: if ``total``, ``lr_max``, ``div`` or ``final_div`` is not
            positive, ``t`` is negative, or ``rise`` is not inside (0, 0.5).

    Source: Smith (2018), "A disciplined approach to neural network
    hyper-parameters"; the shares are those of Géron, chapter 11.
    """
    expect.positive(total=total, lr_max=lr_max, div=div, final_div=final_div)
    expect.non_negative(t=t)
    expect.that(0 < rise < 0.5, "0 < `rise` < 0.5", rise=rise)
    corners = np.array([0, rise, 2 * rise, 1]) * total
    rate: NumberOrArray = np.interp(np.asarray(t), corners, lr_max / np.array([div, 1, div, final_div]))
    return rate


def cosine(
    t: ArrayLike, total: float, lr0: float, lr_min: float = 0.0, warmup: float = 0, warmup_from: float = 0.0
) -> NumberOrArray:
    """Cosine schedule: half a period of a cosine, after a linear warm-up.

    Args:
        t: step, a number or an array of any shape.
        total: steps in the run, those of the warm-up included; from there on
            the rate is ``lr_min``.
        lr0: rate at the end of the warm-up.
        lr_min: rate at the end of the run.
        warmup: steps of the warm-up.
        warmup_from: rate at step 0 if there is a warm-up.

    Returns:
        The rate, float, in the shape of ``t``.

    Raises:
        ValueError: if ``lr0`` is not positive, another argument is negative, or
            ``total`` is not above ``warmup``.

    Source: Loshchilov and Hutter (2017), eq. (5), without restarts.
    """
    expect.positive(lr0=lr0)
    expect.non_negative(t=t, lr_min=lr_min, warmup=warmup, warmup_from=warmup_from)
    expect.that(total > warmup, "`total` > `warmup`", total=total, warmup=warmup)
    t = np.asarray(t, float)
    rising = warmup_from + (lr0 - warmup_from) * t / max(warmup, 1)
    done = np.clip((t - warmup) / (total - warmup), 0, 1)
    falling = lr_min + (lr0 - lr_min) * (1 + np.cos(np.pi * done)) / 2
    rate: NumberOrArray = np.where(t < warmup, rising, falling)[()]
    return rate


def improves(value: float, best: float | None, min_delta: float = 0.0, mode: Mode = "min") -> bool:
    """Whether a metric beats the best value so far by more than ``min_delta``.

    Args:
        value: the metric now; NaN improves nothing.
        best: best value so far; None if there is none yet, and then any value
            is an improvement.
        min_delta: smallest change that counts, in the units of the metric.
        mode: "min" if small metrics are good (a loss), "max" if large ones are
            (an accuracy).

    Returns:
        bool.

    Raises:
        ValueError: if ``min_delta`` is negative or ``mode`` is unknown.

    Source: Keras, the base class of ``ReduceLROnPlateau`` and
    ``EarlyStopping``.
    """
    expect.non_negative(min_delta=min_delta)
    expect.one_of(("min", "max"), mode=mode)
    if best is None:
        return True
    return bool(value + min_delta < best if mode == "min" else value - min_delta > best)


@dataclass(frozen=True)
class PlateauState:
    """What performance scheduling remembers from one epoch to the next."""

    lr: float
    """Learning rate of the next epoch."""
    best: float | None = None
    """Best metric so far; None before the first epoch."""
    wait: int = 0
    """Epochs in a row without improvement."""
    cooldown: int = 0
    """Epochs left in which `wait` does not grow."""


def plateau_step(
    state: PlateauState,
    value: float,
    factor: float = 0.1,
    patience: int = 10,
    min_delta: float = 1e-4,
    cooldown: int = 0,
    min_lr: float = 0.0,
    mode: Mode = "min",
) -> PlateauState:
    """One epoch of performance scheduling: after a stall, multiply the rate.

    After ``patience`` epochs in a row without improvement (`improves`) the rate
    is reduced and the count starts anew.

    Args:
        state: `PlateauState` before the epoch's end.
        value: the epoch's metric.
        factor: the lecture's λ, inside (0, 1).
        patience: epochs without improvement before a reduction; 0 acts like 1.
        min_delta: smallest change that counts, in the units of the metric.
        cooldown: epochs after a reduction in which none are counted.
        min_lr: the rate is not reduced below it.
        mode: "min" or "max", see `improves`.

    Returns:
        `PlateauState` after the epoch.

    Raises:
        ValueError: if ``factor`` is not inside (0, 1), a count or bound is
            negative, or ``mode`` is unknown.

    Source: lecture, section "Performance scheduling"; Keras,
    ``ReduceLROnPlateau``.
    """
    expect.that(0 < factor < 1, "0 < `factor` < 1", factor=factor)
    expect.non_negative(patience=patience, cooldown=cooldown, min_lr=min_lr)
    if state.cooldown > 0:
        state = replace(state, cooldown=state.cooldown - 1)
    if improves(value, state.best, min_delta, mode):
        return replace(state, best=value, wait=0)
    if state.cooldown > 0:
        return state
    state = replace(state, wait=state.wait + 1)
    if state.wait < patience or state.lr <= min_lr:
        return state
    return replace(state, lr=max(state.lr * factor, min_lr), wait=0, cooldown=cooldown)


def performance(
    history: Sequence[float] | Array,
    lr0: float,
    factor: float = 0.1,
    patience: int = 10,
    min_delta: float = 1e-4,
    cooldown: int = 0,
    min_lr: float = 0.0,
    mode: Mode = "min",
) -> Array:
    """Performance schedule: the rate of each epoch, from a metric's history.

    Args:
        history: (n,) the metric at the end of each epoch.
        lr0: rate of the first epoch.
        factor: see `plateau_step`, also for the arguments that follow.
        patience: epochs without improvement before a reduction.
        min_delta: smallest change that counts.
        cooldown: epochs after a reduction in which none are counted.
        min_lr: lower bound of the rate.
        mode: "min" or "max".

    Returns:
        (n + 1,) float array: the rate used in each epoch, and last that of the
        next epoch.

    Raises:
        ValueError: if ``lr0`` is not positive, or as `plateau_step` does.

    Source: lecture, section "Performance scheduling".
    """
    expect.positive(lr0=lr0)
    states = [PlateauState(lr0)]
    for value in history:
        states.append(plateau_step(states[-1], value, factor, patience, min_delta, cooldown, min_lr, mode))
    return np.array([state.lr for state in states], float)
