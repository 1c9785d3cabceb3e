"""Returns a pair, as the forward pass does.

marks: 27
fails:
  - test-dropout-backward-mask
  - test-dropout-backward-zeros
  - test-dropout-backward-inference
feedback:
  - "must return an array of numbers. Received: a tuple of 2 values"
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    return (dout, None) if cache is None else (dout * cache, None)
