"""PowerDecay does not inherit from Keras's schedules.

marks: 18
fails:
  - test-power-decay-fit
  - test-power-decay-config
feedback:
  - must inherit
"""


# %% power-decay
class PowerDecay:
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c

    def __call__(self, step):
        t = keras.ops.cast(step, "float32")
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
