"""Computes in single precision.

marks: 25
fails: []
feedback: []
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    x = x.astype(np.float32)
    gamma, beta = gamma.astype(np.float32), beta.astype(np.float32)
    mov_mean, mov_var = mov_mean.astype(np.float32), mov_var.astype(np.float32)
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var, (y, gamma, sd)


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = (gamma / np.sqrt(mov_var + eps)).astype("float32")
    return W.astype("float32") * scale, (b - mov_mean).astype("float32") * scale + beta.astype("float32")
