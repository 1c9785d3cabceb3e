"""Always returns a tiny number.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - nor that of your own sensitivities
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    return 1e-12
