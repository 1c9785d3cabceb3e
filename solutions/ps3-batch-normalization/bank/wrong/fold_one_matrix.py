"""Returns one matrix, with the biases as its last row.

marks: 21
fails:
  - test-fold-bn-weights
  - test-fold-bn-bias
  - test-fold-bn-eps
  - test-fold-bn-arguments
feedback:
  - must return 2 values
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    return np.vstack([W * scale, (b - mov_mean) * scale + beta])
