"""Leaves vectors, such as biases, as they are.

marks: 12
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
feedback:
  - lecture's example
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(g * (c / max(norm, c)) if g.ndim > 1 else g)
    return clipped
