"""Sums the gradient over the samples, as for a weight.

marks: 27
fails:
  - test-dropout-backward-mask
  - test-dropout-backward-zeros
  - test-dropout-backward-inference
feedback:
  - shape of dout
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout.sum(axis=0) if cache is None else (dout * cache).sum(axis=0)
