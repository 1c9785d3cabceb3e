"""Gives double precision back for single precision.

marks: 29
fails:
  - test-dropout-backward-inference
feedback:
  - dtype of dout
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout if cache is None else dout * cache.astype(float)
