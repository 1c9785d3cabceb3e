"""Has other names for its arguments.

marks: 29
fails:
  - test-dropout-forward-arguments
feedback:
  - cannot be called as the task says
"""


# %% dropout-forward
def dropout_forward(data, p, train, generator):
    if not train:
        return data, None
    mask = (generator.random(data.shape) >= p).astype(data.dtype)
    if p < 1:
        mask /= 1 - p
    return data * mask, mask
