"""Counts in fractions, and multiplies the rate update by update.

marks: 20
fails: []
feedback: []
"""

# %% total-steps
from fractions import Fraction


def total_steps(n_samples, batch_size, epochs):
    return math.ceil(Fraction(n_samples, batch_size)) * epochs


# %% cell-24-find
def epochs_per_drop(s, n_samples, batch_size):
    whole, rest = divmod(n_samples, batch_size)
    return float(Fraction(s) / (whole + bool(rest)))


# %% cell-24-repair
def repaired_lr(t, n_samples, batch_size, epochs, lr0=0.01, rate=0.1):
    shrink = math.exp(math.log(rate) / sum(len(range(0, n_samples, batch_size)) for _ in range(epochs)))
    lr = lr0
    for _ in range(t):
        lr *= shrink
    return lr
