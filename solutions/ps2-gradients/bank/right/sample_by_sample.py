"""Equations (8) and (10) to the letter: one sample at a time, with diagonal matrices.

marks: 20
fails: []
feedback: []
"""


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    rows = [one_sample(x[i], Y[i], Ws, bs, f, df) for i in range(len(x))]
    return [np.stack(layer) / len(x) for layer in zip(*rows)]


def one_sample(x, y, Ws, bs, f, df):
    a, nets = x, []
    for W, b in zip(Ws, bs):
        n = a.dot(W) + b
        nets.append(n)
        a = f(n)
    a = np.exp(n - np.max(n)) / np.sum(np.exp(n - np.max(n)))
    s = [a - y]
    for k in reversed(range(len(Ws) - 1)):
        s = [s[0] @ Ws[k + 1].T @ np.diag(df(nets[k]))] + s
    return s
