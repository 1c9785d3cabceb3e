"""The cache is a dictionary of tensors, and the backward pass asks that they are some.

marks: 25
fails: []
feedback: []
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    import tensorflow as tf

    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    cache = {"y": tf.constant(y), "slope": tf.constant(gamma / sd)}
    return gamma * y + beta, new_mean, new_var, cache


# %% bn-backward
def bn_backward(dout, cache):
    import tensorflow as tf

    y, slope = cache["y"], cache["slope"]
    assert all(isinstance(tensor, tf.Tensor) for tensor in (y, slope))
    dout = tf.cast(dout, y.dtype)
    inner = dout - tf.reduce_mean(dout, axis=0) - y * tf.reduce_mean(dout * y, axis=0)
    dx, dgamma, dbeta = slope * inner, tf.reduce_sum(dout * y, axis=0), tf.reduce_sum(dout, axis=0)
    return dx.numpy(), dgamma.numpy(), dbeta.numpy()
