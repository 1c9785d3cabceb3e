"""One factor for all arrays: the global norm.

marks: 14
fails:
  - test-clip-by-norm-arrays
feedback:
  - norm of its own
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    clipped = []
    for g in grads:
        norm = np.sqrt(sum(np.sum(other**2) for other in grads))
        clipped.append(g * (c / max(norm, c)))
    return clipped
