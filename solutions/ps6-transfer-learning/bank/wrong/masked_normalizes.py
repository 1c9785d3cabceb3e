"""The gradient is divided by its length.

marks: 19
fails:
  - test-masked-sgd-step-trained
feedback:
  - against its gradient
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    return [p - lr * g / max(1.0, np.linalg.norm(g)) if t else p for p, g, t in zip(params, grads, trainable)]
