"""Tuples instead of lists, einsum, and a ratio from norms divided by the root of the size.

marks: 20
fails: []
feedback: []
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = (), (x,)
    for k, (W, b) in enumerate(zip(Ws, bs), start=1):
        nets += (np.einsum("mi,ij->mj", acts[-1], W) + b,)
        if k < len(Ws):
            acts += (f(nets[-1]),)
    shifted = nets[-1] - np.max(nets[-1])
    return nets, acts + (np.exp(shifted) / np.einsum("mj->m", np.exp(shifted))[:, np.newaxis],)


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    nets, acts = forward(x, Ws, bs, f)
    s = ((acts[-1] - Y) / len(Y),)
    for n, W in zip(reversed(nets[:-1]), reversed(Ws)):
        s = (df(n) * np.einsum("mj,ij->mi", s[0], W),) + s
    return s


# %% grad-ratio
def grad_ratio(*network):
    first, *_, last = (lambda s: (s[0], *s[1:-1], s[-1]))(sensitivities(*network))
    return (np.linalg.norm(first) / first.size**0.5) / (np.linalg.norm(last) / last.size**0.5)
