"""The mask multiplies the gradient, as in the equation; a tuple comes back.

marks: 20
fails: []
feedback: []
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return tuple(p - lr * float(t) * g for p, g, t in zip(params, grads, trainable))
