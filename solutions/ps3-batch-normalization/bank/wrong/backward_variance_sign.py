"""The path through the variance has the wrong sign.

marks: 23
fails:
  - test-bn-backward-variance-path
  - test-bn-backward-gradient
feedback:
  - Path through the variance
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) + y * (dout * y).mean(axis=0)
    return gamma / sd * inner, (dout * y).sum(axis=0), dout.sum(axis=0)
