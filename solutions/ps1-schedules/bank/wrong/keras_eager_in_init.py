"""Switches Keras to eager mode whenever a schedule is made.

marks: 19
fails:
  - test-power-decay-fit
feedback:
  - Keras compiles
"""

# %% power-decay
import tensorflow as tf


class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c
        tf.config.run_functions_eagerly(True)

    def __call__(self, step):
        t = int(step)
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
