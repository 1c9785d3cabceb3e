"""Right, but chatty: prints and warns at each call.

marks: 25
fails: []
feedback: []
"""

# %% bn-forward
import warnings


def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    print("bn_forward is called")
    warnings.warn("normalizing", RuntimeWarning)
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var, (y, gamma, sd)
