"""Statistics of shape (1, d), reshaped at the end.

marks: 25
fails: []
feedback: []
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    d = x.shape[1]
    if training:
        mean = np.mean(x, axis=0, keepdims=True)
        var = np.mean((x - mean) ** 2, axis=0, keepdims=True)
        mov_mean = momentum * mov_mean + (1 - momentum) * mean
        mov_var = momentum * mov_var + (1 - momentum) * var
    else:
        mean, var = mov_mean.reshape(1, d), mov_var.reshape(1, d)
    y = (x - mean) / np.sqrt(var + eps)
    return (
        gamma * y + beta,
        mov_mean.reshape(d),
        mov_var.reshape(d),
        (y, gamma.reshape(1, d), np.sqrt(var + eps)),
    )
