"""Returns dbeta before dgamma.

marks: 23
fails:
  - test-bn-backward-dbeta
  - test-bn-backward-dgamma
feedback:
  - dbeta
  - dgamma
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / sd * inner, dout.sum(axis=0), (dout * y).sum(axis=0)
