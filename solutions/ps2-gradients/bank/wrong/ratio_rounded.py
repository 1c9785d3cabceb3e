"""Rounds the ratio to eight decimals: a vanishing gradient is 0.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - root mean square
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return round(math.sqrt(np.mean(s[0] ** 2) / np.mean(s[-1] ** 2)), 8)
