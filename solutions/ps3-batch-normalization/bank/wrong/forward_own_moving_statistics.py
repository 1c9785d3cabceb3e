"""Keeps moving statistics of its own from call to call and ignores those handed in.

marks: 21
fails:
  - test-bn-forward-moving-mean
  - test-bn-forward-moving-variance
  - test-bn-forward-moving-start
  - test-bn-forward-arguments
feedback:
  - nothing may be kept
"""

# %% bn-forward
state = {}


def bn_forward(x, gamma, beta, mov_mean, mov_var, training, momentum=0.99, eps=1e-3):
    mean, var, new_mean, new_var = mov_mean, mov_var, mov_mean, mov_var
    if state.get("d") == x.shape[1]:
        mov_mean, mov_var = state["mean"], state["var"]
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        new_mean = momentum * mov_mean + (1 - momentum) * mean
        new_var = momentum * mov_var + (1 - momentum) * var
    state.update(d=x.shape[1], mean=new_mean, var=new_var)
    sd = np.sqrt(var + eps)
    y = (x - mean) / sd
    return gamma * y + beta, new_mean, new_var, (y, gamma, sd)
