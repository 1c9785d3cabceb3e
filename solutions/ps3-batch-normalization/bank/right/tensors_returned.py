"""Computes with keras.ops and returns tensors.

marks: 25
fails: []
feedback: []
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    import tensorflow as tf

    scale = tf.constant(gamma) * tf.math.rsqrt(tf.constant(mov_var) + eps)
    return tf.constant(W) * scale, (tf.constant(b) - mov_mean) * scale + beta
