"""The learning rate is left out.

marks: 19
fails:
  - test-masked-sgd-step-trained
feedback:
  - against its gradient
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [p - g if t else p.copy() for p, g, t in zip(params, grads, trainable)]
