"""The flag of the first array stands for all of them.

marks: 17
fails:
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
  - test-masked-sgd-step-arguments
feedback:
  - Freezing one array must not freeze the others
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [p - lr * g if trainable[0] else p.copy() for p, g in zip(params, grads)]
