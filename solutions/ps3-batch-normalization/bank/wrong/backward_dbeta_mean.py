"""dbeta as a mean over the mini-batch.

marks: 24
fails:
  - test-bn-backward-dbeta
feedback:
  - dbeta
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / sd * inner, (dout * y).sum(axis=0), dout.mean(axis=0)
