"""As soon as one array is too long, all get the norm c.

marks: 14
fails:
  - test-clip-by-norm-arrays
feedback:
  - otherwise than alone
"""


# %% clip-by-norm
def clip_by_norm(grads, c):
    norms = [float(np.sqrt(np.sum(g**2))) for g in grads]
    return [g * (c / n) if max(norms) > c and n > 0 else g.copy() for g, n in zip(grads, norms)]
