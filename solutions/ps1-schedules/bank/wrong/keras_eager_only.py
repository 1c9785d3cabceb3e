"""Converts the step to a Python float, which a compiled call cannot do.

marks: 19
fails:
  - test-power-decay-fit
feedback:
  - Keras compiles
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c

    def __call__(self, step):
        t = float(keras.ops.convert_to_numpy(step))
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
