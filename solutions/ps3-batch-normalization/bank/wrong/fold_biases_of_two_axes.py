"""New biases of the shape (1, d).

marks: 22
fails:
  - test-fold-bn-bias
  - test-fold-bn-eps
  - test-fold-bn-arguments
feedback:
  - one entry for each unit
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    return W * scale, ((b - mov_mean) * scale + beta)[None]
