"""Returns a text with the ratio.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - a text
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return f"{np.mean(s[0] ** 2) ** 0.5 / np.mean(s[-1] ** 2) ** 0.5:.2f}"
