"""Keeps the weights of the first network of the same shape.

marks: 19
fails:
  - test-forward-nets
feedback:
  - equation (6)
"""

# %% forward
seen = {}


def forward(x, Ws, bs, f):
    Ws, bs = seen.setdefault(tuple(W.shape for W in Ws), ([W.copy() for W in Ws], [b.copy() for b in bs]))
    nets, acts = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        nets.append(acts[-1] @ W + b)
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return nets, acts
