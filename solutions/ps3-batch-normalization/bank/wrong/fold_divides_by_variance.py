"""Divides by the moving variance instead of its root.

marks: 22
fails:
  - test-fold-bn-weights
  - test-fold-bn-bias
  - test-fold-bn-eps
feedback:
  - standard deviation
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / (mov_var + eps)
    return W * scale, (b - mov_mean) * scale + beta
