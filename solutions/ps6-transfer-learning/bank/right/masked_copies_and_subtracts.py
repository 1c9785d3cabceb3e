"""Copies are made first, then the trained ones are changed in place.

marks: 20
fails: []
feedback: []
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    result = [np.array(p) for p in params]
    for k in np.flatnonzero(trainable):
        result[k] = result[k] - lr * grads[k]
    return result
