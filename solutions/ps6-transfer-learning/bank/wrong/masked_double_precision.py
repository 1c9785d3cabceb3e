"""Everything comes back in double precision.

marks: 19
fails:
  - test-masked-sgd-step-arguments
feedback:
  - keep its dtype
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [np.float64(p) - lr * t * g for p, g, t in zip(params, grads, trainable)]
