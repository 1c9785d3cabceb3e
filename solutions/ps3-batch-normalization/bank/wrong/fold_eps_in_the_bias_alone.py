"""Forgets ε in the biases.

marks: 24
fails:
  - test-fold-bn-eps
feedback:
  - inside the root
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    return W * gamma / np.sqrt(mov_var + eps), (b - mov_mean) * gamma / np.sqrt(mov_var) + beta
