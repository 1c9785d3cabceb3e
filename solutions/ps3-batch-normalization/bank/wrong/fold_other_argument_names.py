"""Renames the moving statistics.

marks: 24
fails:
  - test-fold-bn-arguments
feedback:
  - cannot be called as the task says
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mean, var, eps=1e-3):
    scale = gamma / np.sqrt(var + eps)
    return W * scale, (b - mean) * scale + beta
