"""Computes the rate once and returns it at each call.

marks: 17
fails:
  - test-power-decay-values
  - test-power-decay-fit
  - test-power-decay-config
feedback:
  - follow equation (1)
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c
        self.rate = None

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        if self.rate is not None:
            return self.rate
        self.rate = self.lr0 / (1 + t / self.s) ** self.c
        return self.rate

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
