"""The cache is a list of variables of TensorFlow and of a function that is waiting for dout.

marks: 25
fails: []
feedback: []
"""

# %% bn-forward
import functools


def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    import tensorflow as tf

    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var, [tf.Variable(y), functools.partial(np.multiply, gamma / sd)]


# %% bn-backward
def bn_backward(dout, cache):
    y, scaled = cache[0].numpy(), cache[1]
    assert callable(scaled) and hasattr(cache[0], "assign")
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return scaled(inner), (dout * y).sum(axis=0), dout.sum(axis=0)
