"""The number of frozen arrays is counted and that many are frozen from below, whichever they are.

marks: 19
fails:
  - test-masked-sgd-step-mask
feedback:
  - flag of its own
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    n = list(trainable).count(False)
    return [p.copy() if k < n else p - lr * g for k, (p, g) in enumerate(zip(params, grads))]
