"""Sums over the features instead of the samples.

marks: 22
fails:
  - test-bn-backward-dbeta
  - test-bn-backward-dgamma
  - test-bn-backward-arguments
feedback:
  - added up
  - one entry for each feature
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / sd * inner, (dout * y).sum(axis=1), dout.sum(axis=1)
