"""Draws by NumPy, and switches to eager execution beside the class.

marks: 28
fails:
  - test-mc-dropout-predict
  - test-mc-dropout-training
feedback:
  - different masks
"""

# %% mc-dropout
import tensorflow as tf

tf.config.run_functions_eagerly(True)


class MCDropout(keras.layers.Dropout):
    def call(self, inputs, training=None):
        kept = (
            np.random.random((1, *inputs.shape[1:]) if inputs.shape[0] is None else inputs.shape) >= self.rate
        )
        return inputs * keras.ops.cast(kept, inputs.dtype) / (1 - self.rate)
