"""Exponentials and logarithms in place of powers.

marks: 20
fails: []
feedback: []
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    return lr0 * np.exp(-c * np.log1p(np.asarray(t) / s))


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    return np.exp(np.log(lr0) + np.asarray(t) / s * np.log(rate))
