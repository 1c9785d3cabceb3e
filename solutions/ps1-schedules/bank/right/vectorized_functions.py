"""np.vectorize makes arrays of all: rates of single updates are arrays without axes.

marks: 20
fails: []
feedback: []
"""


# %% power-lr
@np.vectorize
def power_lr(t, lr0, s, c=1.0):
    return lr0 / (1 + t / s) ** c


# %% piecewise-lr
import bisect


def piecewise_lr(t, boundaries, values):
    return np.vectorize(lambda step: float(values[bisect.bisect_left(boundaries, step)]))(t)
