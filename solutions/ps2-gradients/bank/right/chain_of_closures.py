"""Each layer returns a function that takes sensitivities one layer down.

marks: 20
fails: []
feedback: []
"""


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    def layer(W, n):
        return lambda s: df(n) * (s @ W.T)

    a, down, n = x, [], None
    for W, b in zip(Ws, bs):
        if n is not None:
            a = f(n)
            down.append(layer(W, n))
        n = a @ W + b
    log_sums = np.log(np.exp(n).sum(axis=1, keepdims=True))
    s = [(np.exp(n - log_sums) - Y) / Y.shape[0]]
    for pull in reversed(down):
        s.append(pull(s[-1]))
    s.reverse()
    return s
