"""Returns lists, and takes the outcome of a dictionary apart at the end.

marks: 25
fails: []
feedback: []
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
    found = {"out": gamma * y + beta, "mean": new_mean, "var": new_var, "cache": [y, gamma, sd]}
    return list(found.values())


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    inner = dout - dout.mean(axis=0) - y * (dout * y).mean(axis=0)
    return [gamma / sd * inner, (dout * y).sum(axis=0), dout.sum(axis=0)]


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma / np.sqrt(mov_var + eps)
    return [np.einsum("pd,d->pd", W, scale), beta - (mov_mean - b) * scale]
