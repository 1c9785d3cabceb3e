"""Learning rate schedules that Keras lacks, as ``LearningRateSchedule``: they run in the training step and
are saved with the model. The formulas are those of `traindnn.schedules`.

Keras has the others: ``ExponentialDecay`` (eq. 3 with ``decay_rate=0.1``), ``PiecewiseConstantDecay``,
``CosineDecay``, the callback ``ReduceLROnPlateau``, and for a power of c = 1 ``InverseTimeDecay``.
"""

import keras
from keras import ops

from traindnn import expect
from traindnn.lab.types import Tensor


@keras.saving.register_keras_serializable("traindnn")
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    """Power schedule: η(t) = η0 / (1 + t/s)^c, for any power c.

    Args:
        lr0: rate at step 0.
        s: decay steps.
        c: power.

    Raises:
        ValueError: if ``lr0`` or ``s`` is not positive, or ``c`` is negative.

    Source: lecture, eq. (1); `traindnn.schedules.power`.
    """

    def __init__(self, lr0: float, s: float, c: float = 1.0) -> None:
        expect.positive(lr0=lr0, s=s)
        expect.non_negative(c=c)
        self.lr0, self.s, self.c = float(lr0), float(s), float(c)

    def __call__(self, step: Tensor) -> Tensor:
        """The rate at a step, a scalar tensor."""
        return self.lr0 / (1.0 + ops.cast(step, "float32") / self.s) ** self.c

    def get_config(self) -> dict[str, float]:
        """The arguments, for saving."""
        return {"lr0": self.lr0, "s": self.s, "c": self.c}


@keras.saving.register_keras_serializable("traindnn")
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    """One-cycle schedule: a straight line up, one down, and a short run-out.

    Args:
        total: steps in the run.
        lr_max: highest rate.
        rise: share of the run in which the rate rises, above 0 and below 0.5.
        div: highest rate over starting rate.
        final_div: highest rate over final rate.

    Raises:
        ValueError: if an argument is not positive, or ``rise`` is not inside (0, 0.5).

    Source: `traindnn.schedules.one_cycle`.
    """

    def __init__(
        self, total: float, lr_max: float, rise: float = 0.45, div: float = 10.0, final_div: float = 10_000.0
    ) -> None:
        expect.positive(total=total, lr_max=lr_max, div=div, final_div=final_div)
        expect.that(0 < rise < 0.5, "0 < `rise` < 0.5", rise=rise)
        self.total, self.lr_max, self.rise = float(total), float(lr_max), float(rise)
        self.div, self.final_div = float(div), float(final_div)

    def __call__(self, step: Tensor) -> Tensor:
        """The rate at a step, a scalar tensor."""
        done = ops.cast(step, "float32") / self.total
        low, high, end = self.lr_max / self.div, self.lr_max, self.lr_max / self.final_div
        up = low + (high - low) * done / self.rise
        down = high + (low - high) * (done / self.rise - 1.0)
        out = low + (end - low) * (done - 2 * self.rise) / (1 - 2 * self.rise)
        cycle = ops.where(done < self.rise, up, ops.where(done < 2 * self.rise, down, out))
        return ops.where(done < 1.0, cycle, end)

    def get_config(self) -> dict[str, float]:
        """The arguments, for saving."""
        return {key: getattr(self, key) for key in ("total", "lr_max", "rise", "div", "final_div")}
