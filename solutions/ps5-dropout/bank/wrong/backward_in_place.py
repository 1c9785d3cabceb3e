"""Multiplies dout in place.

marks: 29
fails:
  - test-dropout-backward-inference
feedback:
  - make a new array
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    if cache is not None:
        dout *= cache
    return dout
