"""Guards the division by an ε of 0.01, which shortens what need not be.

marks: 13
fails:
  - test-clip-by-norm-large
  - test-clip-by-norm-arrays
feedback:
  - lecture's example
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(np.sum(g**2))
        clipped.append(g * min(1.0, c / (norm + 1e-2)))
    return clipped
