"""Folds as if the dense layer came after the normalization.

marks: 24
fails:
  - test-fold-bn-bias
feedback:
  - goes through
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    return W * scale, b + beta - mov_mean * scale
