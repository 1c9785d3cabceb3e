"""The caller's list gets the new arrays.

marks: 19
fails:
  - test-masked-sgd-step-arguments
feedback:
  - changes its argument params
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    for k, g in enumerate(grads):
        params[k] = params[k] - lr * g * trainable[k]
    return list(params)
