"""dx by the Jacobian of each feature.

marks: 25
fails: []
feedback: []
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    m, d = y.shape
    dx = np.empty((m, d))
    for j in range(d):
        jacobian = np.eye(m) - 1 / m - np.outer(y[:, j], y[:, j]) / m
        dx[:, j] = gamma[j] / sd[j] * jacobian @ dout[:, j]
    return [dx, np.diag(dout.T @ y), dout.T @ np.ones(m)]
