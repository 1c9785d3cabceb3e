"""Compares norms, which grow with the width of the layer.

marks: 19
fails:
  - test-grad-ratio
feedback:
  - root mean square
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    s = sensitivities(x, Y, Ws, bs, f, df)
    return np.linalg.norm(s[0]) / np.linalg.norm(s[-1])
