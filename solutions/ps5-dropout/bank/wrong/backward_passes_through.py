"""The gradient passes dropout as if there were no mask.

marks: 27
fails:
  - test-dropout-backward-mask
  - test-dropout-backward-zeros
  - test-dropout-backward-inference
feedback:
  - gradient must be 0
"""


# %% dropout-backward
def dropout_backward(dout, cache):
    return dout
