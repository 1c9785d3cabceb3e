"""A mini-batch of one sample loses its axis.

marks: 18
fails:
  - test-forward-nets
  - test-forward-acts
feedback:
  - (m, p_k)
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        nets.append(acts[-1] @ W + b)
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return [np.squeeze(n) for n in nets], [np.squeeze(a) for a in acts]
