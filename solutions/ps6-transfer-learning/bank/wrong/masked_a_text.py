"""The result is put into words.

marks: 16
fails:
  - test-masked-sgd-step-trained
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
  - test-masked-sgd-step-arguments
feedback:
  - "Received: a text"
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return str([p - lr * g * t for p, g, t in zip(params, grads, trainable)])
