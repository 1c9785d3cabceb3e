"""Divides the last layer by the first.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - first layer over
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return math.sqrt(np.mean(s[-1] ** 2) / np.mean(s[0] ** 2))
