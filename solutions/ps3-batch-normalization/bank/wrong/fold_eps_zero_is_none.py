"""Takes ε = 0 for one that is not given.

marks: 24
fails:
  - test-fold-bn-eps
feedback:
  - "0 is a value like any other"
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=None):
    scale = gamma / np.sqrt(mov_var + (eps or 1e-3))
    return W * scale, (b - mov_mean) * scale + beta
