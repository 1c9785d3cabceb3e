"""The sum of absolute values instead of the root of the sum of squares.

marks: 12
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
feedback:
  - root of the sum of squares
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sum(np.abs(g))
        clipped.append(g * (c / max(norm, c)))
    return clipped
