"""Works in float32.

marks: 20
fails: []
feedback: []
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    t = np.asarray(t, dtype=np.float32)
    return np.float32(lr0) / (1 + t / np.float32(s)) ** np.float32(c)


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    t = np.asarray(t, dtype=np.float32)
    return np.float32(lr0) * np.float32(rate) ** (t / np.float32(s))


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    return np.asarray(values, dtype=np.float32)[np.searchsorted(boundaries, t)]
