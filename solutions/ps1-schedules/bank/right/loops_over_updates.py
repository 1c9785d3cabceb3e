"""Plain Python loops, reshaped at the end.

marks: 20
fails: []
feedback: []
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    if np.ndim(t) == 0:
        return lr0 / math.pow(1 + int(t) / s, c)
    return np.array([power_lr(step, lr0, s, c) for step in np.ravel(t)]).reshape(np.shape(t))


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    def one(step):
        return lr0 * math.pow(rate, step / s)

    return np.vectorize(one, otypes=[float])(t)


# %% piecewise-lr
def piecewise_lr(t, boundaries, values):
    def one(step):
        for boundary, value in zip(boundaries, values):
            if step <= boundary:
                return value
        return values[-1]

    return one(t) if np.ndim(t) == 0 else np.array([one(step) for step in np.ravel(t)]).reshape(np.shape(t))
