"""Multiplies the weights in place.

marks: 24
fails:
  - test-fold-bn-arguments
feedback:
  - make new arrays
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    W *= scale
    return W, (b - mov_mean) * scale + beta
