"""dx with a factor 1/m too many.

marks: 24
fails:
  - test-bn-backward-gradient
feedback:
  - factors
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / sd * inner / len(y), (dout * y).sum(axis=0), dout.sum(axis=0)
