"""Leaves the clipping to TensorFlow.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-value
def clip_by_value(grads, v):
    import tensorflow as tf

    return [tf.clip_by_value(g, -v, v).numpy() for g in grads]


# %% clip-by-norm
def clip_by_norm(grads, c):
    import tensorflow as tf

    return [tf.clip_by_norm(tf.constant(g), c).numpy() for g in grads]


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    import tensorflow as tf

    clipped, norm = tf.clip_by_global_norm([tf.constant(g) for g in grads], c)
    return [g.numpy() for g in clipped], float(norm)
