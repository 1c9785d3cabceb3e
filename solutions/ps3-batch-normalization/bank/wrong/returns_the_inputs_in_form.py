"""Every function gives back its arguments, in the form that the contract asks for.

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
  - mean 0
  - before bn_forward standardizes
  - Folded weights
  - standardize
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    return x, mov_mean, mov_var, x


# %% bn-backward
def bn_backward(dout, cache):
    return dout, cache[0], dout[0]


# %% fold-bn
def fold_bn(W, b, gamma, beta, mov_mean, mov_var, eps=1e-3):
    return W, b


# %% my-bn
class MyBN(keras.layers.Layer):
    def build(self, input_shape):
        shape = (input_shape[-1],)
        self.gamma = self.add_weight(shape=shape, initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape, initializer="zeros", name="beta")
        self.mov_mean = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="mean")
        self.mov_var = self.add_weight(shape=shape, initializer="ones", trainable=False, name="variance")

    def call(self, x, training=None):
        mean, var = self.mov_mean, self.mov_var
        if training and self.trainable:
            mean, var = keras.ops.mean(x, axis=0), keras.ops.var(x, axis=0)
            self.mov_mean.assign(0.99 * self.mov_mean + 0.01 * mean)
            self.mov_var.assign(0.99 * self.mov_var + 0.01 * var)
        return x
