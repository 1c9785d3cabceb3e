"""The config holds tensors, which no file takes.

marks: 19
fails:
  - test-power-decay-config
feedback:
  - plain numbers
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = map(keras.ops.convert_to_tensor, (lr0, float(s), c))

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
