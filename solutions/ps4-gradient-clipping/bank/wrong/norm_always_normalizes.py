"""Scales every array to the norm c, also short ones.

marks: 14
fails:
  - test-clip-by-norm-small
feedback:
  - never lengthens
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(g * (c / norm))
    return clipped
