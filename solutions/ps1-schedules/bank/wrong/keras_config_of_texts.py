"""The config holds texts, which __init__ turns into numbers again.

marks: 19
fails:
  - test-power-decay-config
feedback:
  - plain numbers
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = float(lr0), int(s), float(c)

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": str(self.lr0), "s": str(self.s), "c": str(self.c)}
