"""Multiplies dout by gamma in place.

marks: 24
fails:
  - test-bn-backward-arguments
feedback:
  - changes its argument dout
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    dgamma, dbeta = (dout * y).sum(axis=0), dout.sum(axis=0)
    dout *= gamma
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return inner / sd, dgamma, dbeta
