"""Compares z with an if, which works for one number only.

marks: 17
fails:
  - test-relu-values
  - test-relu-slope
  - test-rectifiers-arrays
feedback:
  - ambiguous
"""


# %% relu
def relu(z):
    return z if z > 0 else 0.0


def relu_grad(z):
    return 1.0 if z > 0 else 0.0
