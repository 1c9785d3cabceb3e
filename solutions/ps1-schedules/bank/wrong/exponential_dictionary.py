"""Returns the rates in a dictionary, by update.

marks: 17
fails:
  - test-exponential-lr-values
  - test-exponential-lr-rate
  - test-exponential-lr-arrays
feedback:
  - a dictionary
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return {int(step): lr0 * rate ** (step / s) for step in np.ravel(t)}
