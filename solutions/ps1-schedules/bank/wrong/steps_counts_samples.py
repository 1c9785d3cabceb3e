"""Counts samples, not mini-batches.

marks: 18
fails:
  - test-total-steps-even
  - test-total-steps-remainder
feedback:
  - one update for each mini-batch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return n_samples * epochs
