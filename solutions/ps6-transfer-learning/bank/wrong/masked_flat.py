"""Each array comes back as a vector.

marks: 17
fails:
  - test-masked-sgd-step-trained
  - test-masked-sgd-step-frozen
  - test-masked-sgd-step-arguments
feedback:
  - the shapes of params
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [np.ravel(p - lr * g * t) for p, g, t in zip(params, grads, trainable)]
