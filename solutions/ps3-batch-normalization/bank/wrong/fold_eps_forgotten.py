"""No smoothing term.

marks: 24
fails:
  - test-fold-bn-eps
feedback:
  - ε is missing
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var)
    return W * scale, (b - mov_mean) * scale + beta
