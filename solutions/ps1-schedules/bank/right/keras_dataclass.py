"""A dataclass, whose fields are the config.

marks: 20
fails: []
feedback: []
"""

# %% power-decay
import dataclasses


@dataclasses.dataclass
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    lr0: float
    s: int
    c: float = 1.0

    def __call__(self, step):
        growth = keras.ops.log1p(keras.ops.cast(step, "float64") / self.s)
        return self.lr0 * keras.ops.exp(-self.c * growth)

    get_config = dataclasses.asdict
