"""The mask is ignored: every array is trained.

marks: 18
fails:
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
feedback:
  - frozen array must stay
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [p - lr * g for p, g in zip(params, grads)]
