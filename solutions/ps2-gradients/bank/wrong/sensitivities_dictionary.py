"""Returns a dictionary by layer.

marks: 15
fails:
  - test-sensitivities-output
  - test-sensitivities-slopes
  - test-sensitivities-weights
  - test-sensitivities-derivatives
  - test-grad-ratio
feedback:
  - a dictionary
"""


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    nets, a = [], x
    for W, b in zip(Ws, bs, strict=True):
        nets.append(a @ W + b)
        a = f(nets[-1])
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    s = [(powers / powers.sum(axis=1, keepdims=True) - Y) / len(x)]
    for k in range(len(Ws) - 1, 0, -1):
        s.insert(0, s[0] @ Ws[k].T * df(nets[k - 1]))
    return dict(enumerate(s, 1))
