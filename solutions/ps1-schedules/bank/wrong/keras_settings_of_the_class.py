"""The settings are kept in the class, so that all objects share the last ones.

marks: 19
fails:
  - test-power-decay-values
feedback:
  - settings of its own
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        PowerDecay.lr0, PowerDecay.s, PowerDecay.c = lr0, s, c

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
