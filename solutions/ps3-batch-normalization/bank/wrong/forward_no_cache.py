"""Returns three values, without a cache.

marks: 9
fails:
  - test-bn-forward-standardize
  - test-bn-forward-eps
  - test-bn-forward-scale-shift
  - test-bn-forward-moving-mean
  - test-bn-forward-moving-variance
  - test-bn-forward-moving-start
  - test-bn-forward-inference
  - test-bn-forward-inference-rows
  - test-bn-forward-inference-statistics
  - test-bn-forward-arguments
  - test-bn-backward-dbeta
  - test-bn-backward-dgamma
  - test-bn-backward-mean-path
  - test-bn-backward-variance-path
  - test-bn-backward-gradient
  - test-bn-backward-arguments
feedback:
  - must return 4 values
  - cannot be judged before
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var
