"""The step goes along the gradient, not against it.

marks: 19
fails:
  - test-masked-sgd-step-trained
feedback:
  - against its gradient
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [p + lr * g * t for p, g, t in zip(params, grads, trainable)]
