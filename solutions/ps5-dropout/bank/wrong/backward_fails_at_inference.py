"""Expects a mask at inference, too.

marks: 29
fails:
  - test-dropout-backward-inference
feedback:
  - dropout_backward
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout * cache
