"""Takes the mean for a constant.

marks: 23
fails:
  - test-bn-backward-mean-path
  - test-bn-backward-gradient
feedback:
  - Path through the mean
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - y * (dout * y).mean(axis=0)
    return gamma / sd * inner, (dout * y).sum(axis=0), dout.sum(axis=0)
