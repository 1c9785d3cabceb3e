"""grad_ratio goes through the network itself, and does not call sensitivities.

marks: 20
fails: []
feedback: []
"""


# %% grad-ratio
def grad_ratio(x, Y, Ws, bs, f, df):
    slopes, a = [], x
    for W, b in zip(Ws[:-1], bs[:-1]):
        n = a @ W + b
        slopes.append(df(n))
        a = f(n)
    n = a @ Ws[-1] + bs[-1]
    s = np.exp(n) / np.exp(n).sum(axis=1, keepdims=True) - Y
    size = (s**2).mean()
    for W, slope in zip(reversed(Ws[1:]), reversed(slopes)):
        s = (s @ W.T) * slope
    return ((s**2).mean() / size) ** 0.5
