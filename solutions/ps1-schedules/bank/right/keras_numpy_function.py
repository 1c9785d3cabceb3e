"""NumPy inside a function of TensorFlow that wraps it for compiled calls.

marks: 20
fails: []
feedback: []
"""

# %% power-decay
import tensorflow as tf


class PowerDecay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0, s, c=1.0):
        self.lr0, self.s, self.c = lr0, s, c

    def __call__(self, step):
        rate = tf.numpy_function(
            lambda t: np.float32(self.lr0 / (1 + t / self.s) ** self.c), [step], tf.float32
        )
        return keras.ops.reshape(rate, ())

    def get_config(self):
        return {"lr0": self.lr0, "s": self.s, "c": self.c}
