"""The gradient gets the mask, but not the factor 1 / (1 - p).

marks: 29
fails:
  - test-dropout-backward-mask
feedback:
  - multiplied by what the entry was
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout if cache is None else dout * (cache > 0)
