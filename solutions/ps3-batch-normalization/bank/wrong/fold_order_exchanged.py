"""Returns the biases first.

marks: 21
fails:
  - test-fold-bn-weights
  - test-fold-bn-bias
  - test-fold-bn-eps
  - test-fold-bn-arguments
feedback:
  - the shape of W
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    return (b - mov_mean) * scale + beta, W * scale
