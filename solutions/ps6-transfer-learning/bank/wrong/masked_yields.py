"""The arrays are yielded one by one, not returned as a list.

marks: 16
fails:
  - test-masked-sgd-step-trained
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
  - test-masked-sgd-step-arguments
feedback:
  - must return
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    for p, g, t in zip(params, grads, trainable):
        yield p - lr * g if t else p.copy()
