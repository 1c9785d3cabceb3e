"""Folds by a diagonal matrix.

marks: 25
fails: []
feedback: []
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = np.diag(gamma * (mov_var + eps) ** -0.5)
    return W @ scale, beta + scale @ (b - mov_mean)
