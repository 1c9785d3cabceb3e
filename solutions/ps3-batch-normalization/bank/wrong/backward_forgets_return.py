"""Computes everything and returns nothing.

marks: 19
fails:
  - test-bn-backward-dbeta
  - test-bn-backward-dgamma
  - test-bn-backward-mean-path
  - test-bn-backward-variance-path
  - test-bn-backward-gradient
  - test-bn-backward-arguments
feedback:
  - return
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    dx = gamma / sd * inner
