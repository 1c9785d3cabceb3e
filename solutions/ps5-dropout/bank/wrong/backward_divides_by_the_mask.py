"""Divides by the mask instead of multiplying.

marks: 27
fails:
  - test-dropout-backward-mask
  - test-dropout-backward-zeros
  - test-dropout-backward-inference
feedback:
  - gradient must be 0
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout if cache is None else dout / cache
