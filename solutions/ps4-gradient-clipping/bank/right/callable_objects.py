"""Instead of functions, an object that can be called, a partial function and a method.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-value
class ByValue:
    def __call__(self, grads, v):
        return [np.clip(g, -v, v) for g in grads]


clip_by_value = ByValue()


# %% clip-by-norm
import functools


def scaled(grads, c, least):
    norms = [max(least, float(np.linalg.norm(g.ravel()))) for g in grads]
    return [g * min(1.0, c / n) for g, n in zip(grads, norms)]


clip_by_norm = functools.partial(scaled, least=1e-30)


# %% clip-by-global-norm
class ByGlobalNorm:
    def clip(self, grads, c):
        norm = float(np.sqrt(sum(np.sum(g * g) for g in grads)))
        return ([g * (c / norm) for g in grads] if norm > c else [g + 0 for g in grads]), norm


clip_by_global_norm = ByGlobalNorm().clip
