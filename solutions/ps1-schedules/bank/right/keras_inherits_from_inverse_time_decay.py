"""Inherits from Keras's schedule for c = 1, and takes the power of it.

marks: 20
fails: []
feedback: []
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.InverseTimeDecay):
    def __init__(self, lr0, s, c=1.0):
        super().__init__(1.0, s, 1.0)
        self.lr0, self.c = lr0, c

    def __call__(self, step):
        return self.lr0 * super().__call__(step) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.decay_steps, "c": self.c}
