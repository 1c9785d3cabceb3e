"""Weights the new mini-batch with `momentum`, as the lecture's α and PyTorch do.

marks: 23
fails:
  - test-bn-forward-moving-mean
  - test-bn-forward-moving-variance
feedback:
  - old value
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = (1 - momentum) * mov_mean + momentum * mean
        new_var = (1 - momentum) * mov_var + momentum * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var, (y, gamma, sd)
