"""Averages the ratios of the samples.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - root mean square
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return np.mean([math.sqrt(np.mean(a**2) / np.mean(b**2)) for a, b in zip(s[0], s[-1])])
