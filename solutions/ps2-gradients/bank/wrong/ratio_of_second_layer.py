"""Starts at the second layer.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - root mean square
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return math.sqrt(np.mean(s[min(1, len(s) - 1)] ** 2) / np.mean(s[-1] ** 2))
