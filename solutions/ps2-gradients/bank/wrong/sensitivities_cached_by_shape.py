"""Keeps the weights of the first network of the same shape going back.

marks: 18
fails:
  - test-sensitivities-slopes
  - test-sensitivities-weights
feedback:
  - on square layers too
"""

# %% sensitivities
seen = {}


def sensitivities(x, Y, Ws, bs, f, df):
    nets, a = [], x
    for W, b in zip(Ws, bs, strict=True):
        nets.append(a @ W + b)
        a = f(nets[-1])
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    s = [(powers / powers.sum(axis=1, keepdims=True) - Y) / len(x)]
    back = seen.setdefault(tuple(W.shape for W in Ws), [W.copy() for W in Ws])
    for k in range(len(Ws) - 1, 0, -1):
        s.insert(0, s[0] @ back[k].T * df(nets[k - 1]))
    return s
