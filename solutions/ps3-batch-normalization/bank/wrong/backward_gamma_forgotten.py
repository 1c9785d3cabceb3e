"""dx without the factor gamma.

marks: 24
fails:
  - test-bn-backward-gradient
feedback:
  - gamma
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return inner / sd, (dout * y).sum(axis=0), dout.sum(axis=0)
