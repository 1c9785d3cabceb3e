"""The arrays are put into one array, which works as long as they have one shape.

marks: 16
fails:
  - test-masked-sgd-step-trained
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-mask
  - test-masked-sgd-step-arguments
feedback:
  - "Received: an array"
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return np.concatenate([(p - lr * g * t).ravel() for p, g, t in zip(params, grads, trainable)])
