"""The closed form with the factor 1/m in front.

marks: 25
fails: []
feedback: []
"""


# %% bn-backward
def bn_backward(dout, cache):
    y, gamma, sd = cache
    m = len(dout)
    dgamma, dbeta = np.einsum("ij,ij->j", dout, y), np.einsum("ij->j", dout)
    return (gamma / sd) / m * (m * dout - dbeta - y * dgamma), dgamma, dbeta
