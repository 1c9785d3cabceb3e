"""Compiles one pass, and returns a list of tensors.

marks: 30
fails: []
feedback: []
"""

# %% mc-predict
import tensorflow as tf


def mc_predict(model, x, n_samples):
    @tf.function
    def one(a):
        for layer in model.layers:
            a = layer(a, training="dropout" in layer.name)
        return a

    passes = tf.stack([one(tf.cast(x, "float32")) for _ in range(n_samples)])
    return [tf.reduce_mean(passes, axis=0), tf.math.reduce_std(passes, axis=0)]
