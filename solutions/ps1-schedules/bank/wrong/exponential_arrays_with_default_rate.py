"""The branch for arrays forgets the rate.

marks: 19
fails:
  - test-exponential-lr-arrays
feedback:
  - another rate than 0.1
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    if isinstance(t, np.ndarray) and t.ndim:
        return np.stack([exponential_lr(row, lr0, s) for row in t])
    return lr0 * rate ** (t / s)
