"""Forgets the epochs.

marks: 18
fails:
  - test-total-steps-even
  - test-total-steps-remainder
feedback:
  - Every epoch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return math.ceil(n_samples / batch_size)
