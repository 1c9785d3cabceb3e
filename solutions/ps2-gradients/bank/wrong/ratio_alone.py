"""A complete grad_ratio of its own, while sensitivities is still to be written.

marks: 16
fails:
  - test-sensitivities-output
  - test-sensitivities-slopes
  - test-sensitivities-weights
  - test-sensitivities-derivatives
feedback:
  - still to be written
"""


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    raise NotImplementedError()


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    nets, a = [], x
    for W, b in zip(Ws, bs):
        nets.append(a @ W + b)
        a = f(nets[-1])
    e = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    last = s = (e / e.sum(axis=1, keepdims=True) - Y) / len(x)
    for W, n in zip(Ws[:0:-1], nets[-2::-1]):
        s = s @ W.T * df(n)
    return np.sqrt(np.mean(s**2) / np.mean(last**2))
