"""The arguments have other names.

marks: 19
fails:
  - test-masked-sgd-step-arguments
feedback:
  - masked_sgd_step
"""


# %% masked-sgd-step
def masked_sgd_step(weights, gradients, mask, eta):
    return [w - eta * g * t for w, g, t in zip(weights, gradients, mask)]
