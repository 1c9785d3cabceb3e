"""The gradient is divided by 1 - p twice.

marks: 29
fails:
  - test-dropout-backward-mask
feedback:
  - once by 1 / (1 - p)
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout if cache is None else dout * cache * cache.max()
