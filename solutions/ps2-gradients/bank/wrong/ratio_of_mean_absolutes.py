"""Averages absolute values instead of squares.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - root mean square
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return np.mean(np.abs(s[0])) / np.mean(np.abs(s[-1]))
