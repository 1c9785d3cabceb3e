"""Inherits from Keras's InverseTimeDecay, and does not use the power.

marks: 18
fails:
  - test-power-decay-values
  - test-power-decay-fit
feedback:
  - c = 2
"""


# %% power-decay
class PowerDecay(keras.optimizers.schedules.InverseTimeDecay):
    def __init__(self, lr0, s, c=1.0):
        super().__init__(lr0, s, 1.0)
        self.c = c

    def get_config(self):
        return {"lr0": self.initial_learning_rate, "s": self.decay_steps, "c": self.c}
