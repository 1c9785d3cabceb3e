"""Subtracts sums where the mean and the variance bring a factor 1/m.

marks: 22
fails:
  - test-bn-backward-mean-path
  - test-bn-backward-variance-path
  - test-bn-backward-gradient
feedback:
  - Path through the mean
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.sum(axis=0) - y * (dout * y).sum(axis=0)
    return gamma / sd * inner, (dout * y).sum(axis=0), dout.sum(axis=0)
