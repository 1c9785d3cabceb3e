"""Only the trained arrays come back; the frozen ones are left out of the list.

marks: 17
fails:
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
  - test-masked-sgd-step-arguments
feedback:
  - one array for each array of params
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [p - lr * g for p, g, t in zip(params, grads, trainable) if t]
