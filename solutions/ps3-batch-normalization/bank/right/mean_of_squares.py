"""The variance as E[x²] - μ².

marks: 25
fails: []
feedback: []
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = np.mean(x, axis=0), np.mean(x**2, axis=0) - np.mean(x, axis=0) ** 2
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var, (y, gamma, sd)
