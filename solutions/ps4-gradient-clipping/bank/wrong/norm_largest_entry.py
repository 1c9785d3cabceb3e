"""The largest entry instead of the norm.

marks: 12
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
feedback:
  - root of the sum
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.abs(g).max()
        clipped.append(g * (c / max(norm, c)))
    return clipped
