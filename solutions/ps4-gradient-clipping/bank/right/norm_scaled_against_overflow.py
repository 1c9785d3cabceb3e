"""The norm with the largest entry taken out first, so that no square overflows.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        largest = np.max(np.abs(g))
        norm = largest * np.sqrt(np.sum((g / largest) ** 2)) if largest > 0 else largest
        clipped.append(g / (norm / c) if norm > c else g + 0)
    return clipped


# %% clip-by-global-norm
import math


def clip_by_global_norm(grads, c):
    norm = math.hypot(*(float(e) for g in grads for e in g.flat))
    return [np.multiply(g, c / norm, dtype=g.dtype) if norm > c else g.copy() for g in grads], norm
