"""Every function returns what it was given.

marks: 0
fails:
  - test-relu-values
  - test-relu-slope
  - test-leaky-relu-values
  - test-leaky-relu-slope
  - test-rectifiers-arrays
  - test-elu-values
  - test-elu-alpha
  - test-elu-slope
  - test-selu-values
  - test-selu-slope
  - test-exponentials-arrays
  - test-he-normal-variance
  - test-he-normal-draws
  - test-forward-nets
  - test-forward-acts
  - test-sensitivities-output
  - test-sensitivities-slopes
  - test-sensitivities-weights
  - test-sensitivities-derivatives
  - test-grad-ratio
feedback:
  - 0 for what is negative
  - 1/e - 1
"""


# %% relu
def relu(z):
    return z


def relu_grad(z):
    return z


# %% leaky-relu
def leaky_relu(z, alpha=0.01):
    return z


def leaky_relu_grad(z, alpha=0.01):
    return z


# %% elu
def elu(z, alpha=1.0):
    return z


def elu_grad(z, alpha=1.0):
    return z


# %% selu
def selu(z):
    return z


def selu_grad(z):
    return z


# %% he-normal
def he_normal(fan_in, fan_out, rng):
    return rng


# %% forward
def forward(x, Ws, bs, f):
    return Ws, bs


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    return Ws


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    return 1.0
