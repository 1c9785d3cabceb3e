"""Every function gives back its first argument.

marks: 0
fails:
  - test-bn-forward-standardize
  - test-bn-forward-eps
  - test-bn-forward-scale-shift
  - test-bn-forward-moving-mean
  - test-bn-forward-moving-variance
  - test-bn-forward-moving-start
  - test-bn-forward-inference
  - test-bn-forward-inference-rows
  - test-bn-forward-inference-statistics
  - test-bn-forward-arguments
  - test-bn-backward-dbeta
  - test-bn-backward-dgamma
  - test-bn-backward-mean-path
  - test-bn-backward-variance-path
  - test-bn-backward-gradient
  - test-bn-backward-arguments
  - test-fold-bn-weights
  - test-fold-bn-bias
  - test-fold-bn-eps
  - test-fold-bn-arguments
  - test-my-bn-training
  - test-my-bn-weights
  - test-my-bn-moving
  - test-my-bn-frozen
  - test-my-bn-saved
feedback:
  - must return 4 values
  - bn_backward
  - the new weights
  - standardize
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    return x


# %% bn-backward
def bn_backward(dout, cache):
    return dout


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    return W


# %% my-bn
class MyBN(keras.layers.Layer):
    def call(self, x, training=None):
        return x
