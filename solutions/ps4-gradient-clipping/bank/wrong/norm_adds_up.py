"""Adds to the norm from array to array.

marks: 14
fails:
  - test-clip-by-norm-arrays
feedback:
  - norm of its own
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped, total = [], 0.0
    for g in grads:
        total += np.sum(g**2)
        norm = np.sqrt(total).astype(g.dtype)
        clipped.append(g * (c / max(norm, c)))
    return clipped
