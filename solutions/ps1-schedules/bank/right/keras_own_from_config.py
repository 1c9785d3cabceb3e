"""Its from_config takes further keys, which get_config does not write.

marks: 20
fails: []
feedback: []
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        return self.lr0 / (1 + t / self.s) ** self.c

    @classmethod
    def from_config(cls, config):
        return cls(**{key: config[key] for key in ("lr0", "s", "c")})

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
