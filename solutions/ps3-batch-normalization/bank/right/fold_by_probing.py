"""Reads the folded layer off the outputs of the two layers.

marks: 25
fails: []
feedback: []
"""


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    def layers(x):
        return bn(x @ W + b)

    def bn(z):
        return (z - mov_mean) / np.sqrt(mov_var + eps) * gamma + beta

    bias = layers(np.zeros(len(W)))
    return layers(np.eye(len(W))) - bias, bias
