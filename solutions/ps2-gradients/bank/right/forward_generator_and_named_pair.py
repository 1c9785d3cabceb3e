"""A generator makes the layers; the result is a list of two lists.

marks: 20
fails: []
feedback: []
"""


# %% forward
def _layers(x, Ws, bs, f):
    a = x
    for k in range(len(Ws)):
        n = np.add(np.tensordot(a, Ws[k], axes=1), bs[k])
        a = f(n) if k + 1 < len(Ws) else np.exp(n - np.logaddexp.reduce(n, axis=1, keepdims=True))
        yield n, a


def forward(x, Ws, bs, f):
    both = list(_layers(x, Ws, bs, f))
    return [[n for n, _ in both], [np.array(x)] + [a for _, a in both]]
