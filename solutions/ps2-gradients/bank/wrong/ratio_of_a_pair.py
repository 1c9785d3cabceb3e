"""Returns both root mean squares.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - a tuple
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return np.mean(s[0] ** 2) ** 0.5, np.mean(s[-1] ** 2) ** 0.5
