"""Adds ε to the root, not to the moving variance.

marks: 24
fails:
  - test-fold-bn-eps
feedback:
  - inside the root
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / (np.sqrt(mov_var) + eps)
    return W * scale, (b - mov_mean) * scale + beta
