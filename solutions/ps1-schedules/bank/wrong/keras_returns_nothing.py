"""__call__ computes the rate and does not return it.

marks: 17
fails:
  - test-power-decay-values
  - test-power-decay-fit
  - test-power-decay-config
feedback:
  - gives nothing back
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        self.rate = self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
