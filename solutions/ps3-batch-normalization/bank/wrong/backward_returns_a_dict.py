"""Returns a dictionary.

marks: 19
fails:
  - test-bn-backward-dbeta
  - test-bn-backward-dgamma
  - test-bn-backward-mean-path
  - test-bn-backward-variance-path
  - test-bn-backward-gradient
  - test-bn-backward-arguments
feedback:
  - "Received: a dictionary"
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return {"dx": gamma / sd * inner, "dgamma": (dout * y).sum(axis=0), "dbeta": dout.sum(axis=0)}
