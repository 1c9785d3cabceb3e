"""Divides the number of mini-batches by the batch size once more, as the lecture's cell 24 does.

marks: 18
fails:
  - test-total-steps-even
  - test-total-steps-remainder
feedback:
  - one update for each mini-batch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    batches = math.ceil(n_samples / batch_size)
    return epochs * batches // batch_size
