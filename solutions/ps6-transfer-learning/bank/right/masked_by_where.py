"""np.where chooses between the step and the array.

marks: 20
fails: []
feedback: []
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [np.where(t, p - lr * g, p) for p, g, t in zip(params, grads, trainable)]
