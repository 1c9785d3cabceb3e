"""Partial functions and objects that can be called, which have no name.

marks: 20
fails: []
feedback: []
"""

# %% relu
import functools

relu = functools.partial(np.maximum, 0)


class Step:
    def __call__(self, z):
        return np.asarray(z > 0, dtype=z.dtype)


relu_grad = Step()


# %% leaky-relu
class Leaky:
    def __init__(self, slope):
        self.slope = slope

    def __call__(self, z, alpha=0.01):
        out = np.array(z)
        np.multiply(z, 1 if self.slope is None else 0, out=out)
        out[z < 0] = alpha * z[z < 0] if self.slope is None else alpha
        out[z >= 0] += self.slope or 0
        return out


leaky_relu, leaky_relu_grad = Leaky(None), Leaky(1)


# %% selu
selu = functools.partial(
    lambda z, scale, alpha: scale * elu(z, alpha), scale=1.0507009873554805, alpha=1.6732632423543772
)
selu_grad = functools.partial(
    lambda z, scale, alpha: scale * elu_grad(z, alpha), scale=1.0507009873554805, alpha=1.6732632423543772
)
