"""Loops over features and samples, in plain Python.

marks: 25
fails: []
feedback: []
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    m, d = x.shape
    out, y = np.zeros((m, d)), np.zeros((m, d))
    new_mean, new_var, sd = np.array(mov_mean), np.array(mov_var), np.zeros(d)
    for j in range(d):
        mean, var = mov_mean[j], mov_var[j]
        if training:
            mean = sum(x[i, j] for i in range(m)) / m
            var = sum((x[i, j] - mean) ** 2 for i in range(m)) / m
            new_mean[j] = momentum * mov_mean[j] + (1 - momentum) * mean
            new_var[j] = momentum * mov_var[j] + (1 - momentum) * var
        sd[j] = (var + eps) ** 0.5
        for i in range(m):
            y[i, j] = (x[i, j] - mean) / sd[j]
            out[i, j] = gamma[j] * y[i, j] + beta[j]
    return out, new_mean, new_var, (y, gamma, sd)
