"""Takes the absolute value of gamma.

marks: 23
fails:
  - test-fold-bn-weights
  - test-fold-bn-bias
feedback:
  - For some layer
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = np.abs(gamma) / np.sqrt(mov_var + eps)
    return W * scale, (b - mov_mean) * scale + beta
