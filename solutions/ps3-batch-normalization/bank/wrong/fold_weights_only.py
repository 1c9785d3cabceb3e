"""Folds the weights and leaves the bias as it is.

marks: 24
fails:
  - test-fold-bn-bias
feedback:
  - Folded biases
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    return W * scale, b
