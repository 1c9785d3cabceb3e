"""Rounds up by adding 0.999: a rest of one sample in a large mini-batch is lost.

marks: 19
fails:
  - test-total-steps-remainder
feedback:
  - small mini-batch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return int(n_samples / batch_size + 0.999) * epochs
