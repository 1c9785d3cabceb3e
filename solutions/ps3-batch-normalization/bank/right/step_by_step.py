"""The backward pass step by step; everything it needs is in a dict.

marks: 25
fails: []
feedback: []
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    if not training:
        return gamma * (x - mov_mean) / np.sqrt(mov_var + eps) + beta, mov_mean.copy(), mov_var.copy(), {}
    m = x.shape[0]
    mu = np.sum(x, axis=0) / m
    xmu = x - mu
    var = np.sum(xmu**2, axis=0) / m
    sqrtvar = np.sqrt(var + eps)
    ivar = 1.0 / sqrtvar
    xhat = xmu * ivar
    out = gamma * xhat + beta
    cache = {
        "xhat": xhat,
        "gamma": gamma,
        "xmu": xmu,
        "ivar": ivar,
        "sqrtvar": sqrtvar,
        "var": var,
        "eps": eps,
    }
    new_mean = mov_mean + (1 - momentum) * (mu - mov_mean)
    new_var = mov_var + (1 - momentum) * (var - mov_var)
    return out, new_mean, new_var, cache


# %% bn-backward
def bn_backward(dout, cache):
    m = dout.shape[0]
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * cache["xhat"], axis=0)
    dxhat = dout * cache["gamma"]
    divar = np.sum(dxhat * cache["xmu"], axis=0)
    dxmu = dxhat * cache["ivar"]
    dsqrtvar = -divar / cache["sqrtvar"] ** 2
    dvar = 0.5 * dsqrtvar / np.sqrt(cache["var"] + cache["eps"])
    dxmu = dxmu + 2 * cache["xmu"] * dvar * np.ones_like(dout) / m
    dmu = -np.sum(dxmu, axis=0)
    return dxmu + dmu / m, dgamma, dbeta
