"""The steps come back, not the arrays after the step.

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
    return [-lr * g * t for p, g, t in zip(params, grads, trainable)]
