"""masked_sgd_step has no return.

marks: 16
fails:
  - test-masked-sgd-step-trained
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
  - test-masked-sgd-step-arguments
feedback:
  - does it end with `return`
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    [p - lr * g if t else p.copy() for p, g, t in zip(params, grads, trainable)]
