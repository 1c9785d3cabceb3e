"""Everything comes back in single precision.

marks: 19
fails:
  - test-masked-sgd-step-arguments
feedback:
  - keep its dtype
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [np.float32(p - lr * g) if t else p for p, g, t in zip(params, grads, trainable)]
