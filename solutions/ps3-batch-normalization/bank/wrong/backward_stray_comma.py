"""A comma behind dbeta makes it a tuple.

marks: 23
fails:
  - test-bn-backward-dbeta
  - test-bn-backward-arguments
feedback:
  - comma
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    dbeta = (dout.sum(axis=0),)
    return gamma / sd * inner, (dout * y).sum(axis=0), dbeta
