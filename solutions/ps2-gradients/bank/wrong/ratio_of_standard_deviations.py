"""Subtracts the mean of the sensitivities.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - no mean is subtracted
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return np.std(s[0]) / np.std(s[-1])
