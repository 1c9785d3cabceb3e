"""The arguments have other names than in the task.

marks: 19
fails:
  - test-total-steps-even
feedback:
  - cannot be called as the task says
"""


# %% total-steps
def total_steps(n, batch, epochs):
    return math.ceil(n / batch) * epochs
