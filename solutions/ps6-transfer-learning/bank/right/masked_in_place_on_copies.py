"""Copies are changed in place by index, and gradients are scaled by a flag of their dtype.

marks: 20
fails: []
feedback: []
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    new = [np.array(p, copy=True) for p in params]
    for k in range(len(new)):
        if not trainable[k]:
            continue
        new[k][...] = new[k] - grads[k] * new[k].dtype.type(lr)
    return new
