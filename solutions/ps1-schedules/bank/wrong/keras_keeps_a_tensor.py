"""Keeps what it has computed inside fit for later calls.

marks: 19
fails:
  - test-power-decay-fit
feedback:
  - nothing that __call__ computes
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c
        self.one = None

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        if self.one is None:
            self.one = keras.ops.ones(())
        return self.lr0 / (self.one + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
