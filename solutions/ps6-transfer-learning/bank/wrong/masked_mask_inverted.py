"""The mask is read the wrong way round: True freezes.

marks: 17
fails:
  - test-masked-sgd-step-trained
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
feedback:
  - against its gradient
  - frozen array must stay
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [p.copy() if t else p - lr * g for p, g, t in zip(params, grads, trainable)]
