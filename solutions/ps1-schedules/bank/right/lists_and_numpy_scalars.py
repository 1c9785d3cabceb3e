"""Takes lists as well, and returns np.float64 scalars or arrays.

marks: 20
fails: []
feedback: []
"""


# %% power-lr
def power_lr(t, lr0, s, c=1.0):
    t = np.array(t, dtype=np.float64)
    return np.float64(lr0) / (1.0 + t / s) ** c


# %% exponential-lr
def exponential_lr(t, lr0, s, rate=0.1):
    t = np.array(t, dtype=np.float64)
    return np.float64(lr0) * np.float64(rate) ** (t / s)


# %% cell-24-find
def epochs_per_drop(s, n_samples, batch_size):
    return np.float64(s) / np.ceil(n_samples / batch_size)
