"""dx is not divided by the standard deviation.

marks: 24
fails:
  - test-bn-backward-gradient
feedback:
  - central differences
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma * inner, (dout * y).sum(axis=0), dout.sum(axis=0)
