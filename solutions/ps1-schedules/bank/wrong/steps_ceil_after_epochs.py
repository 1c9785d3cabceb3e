"""Rounds up once for the whole run: what is left of an epoch goes over to the next.

marks: 19
fails:
  - test-total-steps-remainder
feedback:
  - in every epoch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return math.ceil(n_samples * epochs / batch_size)
