"""Asks the activation function for its name, which not every object has.

marks: 20
fails: []
feedback:
  - __name__
"""

# %% forward
used = set()


def forward(x, Ws, bs, f):
    used.add(f.__name__)
    nets, acts = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        nets.append(acts[-1] @ W + b)
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return nets, acts
