"""Leaves the small mini-batch out unless it is the only one.

marks: 19
fails:
  - test-total-steps-remainder
feedback:
  - small mini-batch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return max(1, n_samples // batch_size) * epochs
