"""Scales each array by the norm of those so far, in the same loop.

marks: 14
fails:
  - test-clip-by-global-norm-factor
feedback:
  - by 5
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    clipped, total = [], 0.0
    for g in grads:
        total += float(np.sum(g**2))
        clipped.append(g * (c / max(total**0.5, c)))
    return clipped, total**0.5
