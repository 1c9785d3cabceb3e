"""Was written for training only.

marks: 21
fails:
  - test-bn-forward-inference
  - test-bn-forward-inference-rows
  - test-bn-forward-inference-statistics
  - test-bn-forward-arguments
feedback:
  - UnboundLocalError
"""


# %% bn-forward
def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var, (y, gamma, sd)
