"""The small mini-batch is counted once in the run, not in every epoch.

marks: 19
fails:
  - test-total-steps-remainder
feedback:
  - in every epoch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return n_samples // batch_size * epochs + (n_samples % batch_size > 0)
