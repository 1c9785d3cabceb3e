"""Computes in the argument: an array of ints takes no fractions.

marks: 19
fails:
  - test-exponential-lr-arrays
feedback:
  - changes its argument
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    rates = lr0 * rate ** (np.array(t) / s)
    if np.ndim(t):
        t[...] = 0
    return rates
