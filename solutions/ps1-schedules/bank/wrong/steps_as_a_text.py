"""Returns a sentence with the number.

marks: 18
fails:
  - test-total-steps-even
  - test-total-steps-remainder
feedback:
  - a text
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return f"{math.ceil(n_samples / batch_size) * epochs} updates"
