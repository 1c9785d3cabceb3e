"""Integer division: the rate falls only once every s updates.

marks: 17
fails:
  - test-exponential-lr-values
  - test-exponential-lr-rate
  - test-exponential-lr-arrays
feedback:
  - at every update
"""


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return lr0 * rate ** (t // s)
