"""Takes the mean and the variance for constants: dx = dout * gamma / sd.

marks: 22
fails:
  - test-bn-backward-mean-path
  - test-bn-backward-variance-path
  - test-bn-backward-gradient
feedback:
  - Path through the mean
  - Path through the variance
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout
    return gamma / sd * inner, (dout * y).sum(axis=0), dout.sum(axis=0)
