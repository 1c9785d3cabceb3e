"""The arguments have other names than in the task.

marks: 19
fails:
  - test-sensitivities-slopes
feedback:
  - cannot be called as the task says
"""


# %% sensitivities
def sensitivities(x, y, Ws, bs, f, df):
    nets, a = [], x
    for W, b in zip(Ws, bs, strict=True):
        nets.append(a @ W + b)
        a = f(nets[-1])
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    s = [(powers / powers.sum(axis=1, keepdims=True) - y) / len(x)]
    for k in range(len(Ws) - 1, 0, -1):
        s.insert(0, s[0] @ Ws[k].T * df(nets[k - 1]))
    return s
