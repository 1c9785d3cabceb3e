"""dgamma and dbeta have the shape (1, d).

marks: 22
fails:
  - test-bn-backward-dbeta
  - test-bn-backward-dgamma
  - test-bn-backward-arguments
feedback:
  - one entry for each feature
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / sd * inner, (dout * y).sum(axis=0, keepdims=True), dout.sum(axis=0, keepdims=True)
