"""The cell leaves Keras in eager mode, in double precision and with another seed.

marks: 20
fails: []
feedback: []
"""

# %% power-decay
import tensorflow as tf


def leave_behind():
    tf.config.run_functions_eagerly(True)
    keras.config.set_floatx("float64")
    keras.mixed_precision.set_global_policy("mixed_float16")
    keras.utils.set_random_seed(99)


leave_behind()


class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c

    def __call__(self, step):
        t = keras.ops.cast(step, keras.config.floatx())
        return self.lr0 / (1 + t / self.s) ** self.c

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
