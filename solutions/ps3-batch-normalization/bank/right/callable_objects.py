"""Instead of functions, an object that can be called and a method of it; fold_bn is a partial function.

marks: 25
fails: []
feedback: []
"""

# %% bn-forward
import functools


class Normalization:
    def __call__(self, x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
        moving = np.array([mov_mean, mov_var], dtype=float)
        used = np.array([x.mean(axis=0), x.var(axis=0)]) if training else moving
        y = (x - used[0]) / (used[1] + eps) ** 0.5
        new = momentum * moving + (1 - momentum) * used
        return [y * gamma + beta, *new, (y, gamma / (used[1] + eps) ** 0.5)]

    def back(self, dout, cache):
        y, slope = cache
        dgamma, dbeta = np.sum(dout * y, axis=0), np.sum(dout, axis=0)
        return slope * (dout - (dbeta + y * dgamma) / len(y)), dgamma, dbeta


bn_forward = Normalization()


# %% bn-backward
bn_backward = bn_forward.back


# %% fold-bn
import functools


def scaled(power, W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    scale = gamma * (mov_var + eps) ** power
    return W * scale, (b - mov_mean) * scale + beta


fold_bn = functools.partial(scaled, -0.5)
