"""Divides by the norm before it looks whether it must: 0/0 for a gradient of zeros.

marks: 14
fails:
  - test-clip-by-norm-small
feedback:
  - gradient of zeros
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(g / norm * min(norm, c))
    return clipped
