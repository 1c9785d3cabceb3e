"""Adds the first bias of a layer to all its units.

marks: 19
fails:
  - test-forward-nets
feedback:
  - equation (6)
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        nets.append(acts[-1] @ W + (b if len(b) == 2 else b[:1]))
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return nets, acts
