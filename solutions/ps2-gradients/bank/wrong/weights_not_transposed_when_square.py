"""Transposes the weights only when the shapes do not fit.

marks: 18
fails:
  - test-sensitivities-weights
  - test-sensitivities-derivatives
feedback:
  - which way round
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
        square = Ws[k].shape[0] == Ws[k].shape[1]
        W = Ws[k] if square else Ws[k].T
        s.insert(0, s[0] @ W * df(nets[k - 1]))
    return s
