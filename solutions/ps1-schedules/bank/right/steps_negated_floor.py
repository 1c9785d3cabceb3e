"""-(-n // b) in place of math.ceil; an exponential that stops at the end of the run.

marks: 20
fails: []
feedback: []
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return epochs * -(-n_samples // batch_size)


# %% cell-24-find
def epochs_per_drop(s, n_samples, batch_size):
    return s / total_steps(n_samples, batch_size, 1)


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    return exponential_lr(t, lr0, total_steps(n_samples, batch_size, epochs), rate)
