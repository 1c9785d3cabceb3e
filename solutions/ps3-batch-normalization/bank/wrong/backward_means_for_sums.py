"""dgamma and dbeta as means over the mini-batch.

marks: 23
fails:
  - test-bn-backward-dbeta
  - test-bn-backward-dgamma
feedback:
  - added up
  - dgamma
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / sd * inner, (dout * y).mean(axis=0), dout.mean(axis=0)
