"""np.ceil turned into an int; counting batches with range.

marks: 20
fails: []
feedback: []
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return np.ceil(n_samples / batch_size).astype(np.int64) * np.int64(epochs)


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    updates = epochs * len(range(0, n_samples, batch_size))
    return np.geomspace(lr0, lr0 * rate, updates + 1)[t]
