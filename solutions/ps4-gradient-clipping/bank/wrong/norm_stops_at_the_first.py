"""Clips only the first array that is too long.

marks: 14
fails:
  - test-clip-by-norm-arrays
feedback:
  - norm of its own
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = [g.copy() for g in grads]
    for g in clipped:
        norm = np.sqrt(np.sum(g**2))
        if norm > c:
            g *= c / norm
            break
    return clipped
