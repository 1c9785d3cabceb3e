"""Forgets to return the gradient in training.

marks: 27
fails:
  - test-dropout-backward-mask
  - test-dropout-backward-zeros
  - test-dropout-backward-inference
feedback:
  - dropout_backward gives nothing back
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    if cache is None:
        return dout
    dx = dout * cache
