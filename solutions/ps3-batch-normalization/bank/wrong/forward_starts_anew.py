"""From the second call on the moving statistics start at those of the call before.

marks: 18
fails:
  - test-bn-forward-moving-mean
  - test-bn-forward-moving-variance
  - test-bn-forward-moving-start
  - test-bn-forward-inference
  - test-bn-forward-inference-rows
  - test-bn-forward-inference-statistics
  - test-bn-forward-arguments
feedback:
  - moving
"""

# %% bn-forward
last = []


def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    mov_mean, mov_var = last.pop() if last and last[-1][0].shape == mov_mean.shape else (mov_mean, mov_var)
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    last.append((new_mean, new_var))
    return gamma * y + beta, new_mean, new_var, (y, gamma, sd)
