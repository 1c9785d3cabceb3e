"""Scales the cache in place.

marks: 24
fails:
  - test-bn-backward-arguments
feedback:
  - must not change the cache
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    dgamma = (dout * y).sum(axis=0)
    inner = dout - dout.mean(axis=0) - y * dgamma / len(y)
    y *= 0
    return gamma / sd * inner, dgamma, dout.sum(axis=0)
