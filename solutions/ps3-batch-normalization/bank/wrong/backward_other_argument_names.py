"""Renames dout.

marks: 24
fails:
  - test-bn-backward-arguments
feedback:
  - cannot be called as the task says
"""


# %% bn-backward
def bn_backward(dZ, cache):
    dout, (y, gamma, sd) = dZ, cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / sd * inner, (dout * y).sum(axis=0), dout.sum(axis=0)
