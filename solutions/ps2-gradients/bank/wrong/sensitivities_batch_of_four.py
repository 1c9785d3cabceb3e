"""Divides by 4, the number of samples in the example.

marks: 18
fails:
  - test-sensitivities-output
  - test-sensitivities-derivatives
feedback:
  - average over the mini-batch
"""


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    nets, a = [], x
    for W, b in zip(Ws, bs, strict=True):
        nets.append(a @ W + b)
        a = f(nets[-1])
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    s = [(powers / powers.sum(axis=1, keepdims=True) - Y) / (len(x) if len(x) < 3 else 4)]
    for k in range(len(Ws) - 1, 0, -1):
        s.insert(0, s[0] @ Ws[k].T * df(nets[k - 1]))
    return s
