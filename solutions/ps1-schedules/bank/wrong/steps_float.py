"""Gives back a float.

marks: 19
fails:
  - test-total-steps-remainder
feedback:
  - return an int
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return np.ceil(n_samples / batch_size) * epochs
