"""Takes the norm again for each array, from arrays that are partly scaled already.

marks: 14
fails:
  - test-clip-by-global-norm-factor
feedback:
  - before any of them is changed
"""


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    clipped = list(grads)
    for k, g in enumerate(grads):
        now = np.sqrt(sum(np.sum(other**2) for other in clipped))
        clipped[k] = g * (c / max(now, c))
    return clipped, norm
