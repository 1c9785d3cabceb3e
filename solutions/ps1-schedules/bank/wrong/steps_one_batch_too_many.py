"""Always adds a mini-batch for the rest, also when there is none.

marks: 19
fails:
  - test-total-steps-even
feedback:
  - one update for each mini-batch
"""


# %% total-steps
def total_steps(n_samples, batch_size, epochs):
    return (n_samples // batch_size + 1) * epochs
