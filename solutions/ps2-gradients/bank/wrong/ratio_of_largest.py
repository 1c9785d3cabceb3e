"""Compares the largest entries.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - root mean square
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return np.max(np.abs(s[0])) / np.max(np.abs(s[-1]))
