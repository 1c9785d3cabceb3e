"""The rate stops at one millionth.

marks: 19
fails:
  - test-exponential-lr-values
feedback:
  - equation (4)
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return np.maximum(lr0 * rate ** (t / s), 1e-6)
