"""Keeps the cache in a global variable, and overwrites it in each forward pass.

marks: 24
fails:
  - test-bn-backward-arguments
feedback:
  - After a further call of bn_forward
"""

# %% bn-forward
kept = {}


def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    kept["cache"] = y, gamma, sd
    return gamma * y + beta, new_mean, new_var, None


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = kept["cache"]
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return gamma / sd * inner, (dout * y).sum(axis=0), dout.sum(axis=0)
