"""The default of ε is 1e-5.

marks: 24
fails:
  - test-fold-bn-eps
feedback:
  - default of `eps`
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-5):
    scale = gamma / np.sqrt(mov_var + eps)
    return W * scale, (b - mov_mean) * scale + beta
