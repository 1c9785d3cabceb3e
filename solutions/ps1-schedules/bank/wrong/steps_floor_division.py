"""Leaves out the small mini-batch at the end of each epoch.

marks: 19
fails:
  - test-total-steps-remainder
feedback:
  - small mini-batch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return n_samples // batch_size * epochs
