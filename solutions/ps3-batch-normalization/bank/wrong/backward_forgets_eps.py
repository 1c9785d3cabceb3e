"""Divides by the root of the variance without ε, which the forward pass has.

marks: 24
fails:
  - test-bn-backward-gradient
feedback:
  - divisor
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / np.sqrt(sd**2 * np.mean(y**2, axis=0)) * inner, (dout * y).sum(axis=0), dout.sum(axis=0)
