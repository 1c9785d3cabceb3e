"""Adds the bias of the dense layer without scaling it.

marks: 24
fails:
  - test-fold-bn-bias
feedback:
  - bias of the dense layer
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    return W * scale, b - mov_mean * scale + beta
