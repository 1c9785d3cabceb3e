"""The root of the mean square.

marks: 12
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
feedback:
  - divided by its norm
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.mean(g**2))
        clipped.append(g * (c / max(norm, c)))
    return clipped
