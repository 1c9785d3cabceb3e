"""Goes through the entries of the first axis, which an array without axes has not.

marks: 12
fails:
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
  - test-clip-by-norm-arguments
feedback:
  - "0-d array"
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(sum(np.sum(row**2) for row in g))
        clipped.append(g * float(c / max(norm, c)))
    return clipped
