"""Every function gives back its first argument.

marks: 0
fails:
  - test-clip-by-value-large
  - test-clip-by-value-negative
  - test-clip-by-value-arguments
  - test-clip-by-norm-large
  - test-clip-by-norm-small
  - test-clip-by-norm-arrays
  - test-clip-by-norm-arguments
  - test-clip-by-global-norm-factor
  - test-clip-by-global-norm-small
  - test-clip-by-global-norm-norm
  - test-clip-by-global-norm-arguments
  - test-grad-norm-logged
  - test-grad-norm-before-clipping
  - test-grad-norm-training
  - test-grad-norm-logs
feedback:
  - "100 must become 1"
  - lecture's example
  - must return 2 values
"""


# %% clip-by-value
def clip_by_value(grads, v):
    return grads


# %% clip-by-norm
def clip_by_norm(grads, c):
    return grads


# %% clip-by-global-norm
def clip_by_global_norm(grads, c):
    return grads


# %% grad-norm
class GradNorm(keras.Model):
    def train_step(self, data):
        return {"loss": data[0]}
