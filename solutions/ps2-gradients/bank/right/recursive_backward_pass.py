"""Forward and backward in one recursion over the layers.

marks: 20
fails: []
feedback: []
"""


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    m = Y.shape[0]

    def go(a, k):
        n = a @ Ws[k] + bs[k]
        if k == len(Ws) - 1:
            e = np.exp(n - n.max(1, keepdims=True))
            return [e / e.sum(1, keepdims=True) / m - Y / m]
        above = go(f(n), k + 1)
        return [np.multiply(df(n), np.matmul(above[0], np.transpose(Ws[k + 1])))] + above

    return go(x, 0)
