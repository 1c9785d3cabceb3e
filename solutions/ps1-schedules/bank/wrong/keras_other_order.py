"""The arguments of __init__ stand in another order.

marks: 19
fails:
  - test-power-decay-values
feedback:
  - by position
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, s, lr0, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
