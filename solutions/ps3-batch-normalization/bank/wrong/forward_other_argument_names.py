"""Renames the moving statistics.

marks: 24
fails:
  - test-bn-forward-arguments
feedback:
  - cannot be called as the task says
"""


# %% bn-forward
def bn_forward(x, gamma, beta, running_mean, running_var, training, momentum=0.99, eps=1e-3):
    mov_mean, mov_var = running_mean, running_var
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var, (y, gamma, sd)
