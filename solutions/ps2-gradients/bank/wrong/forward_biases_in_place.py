"""Adds the weighted inputs to the bias vectors themselves.

marks: 19
fails:
  - test-forward-nets
feedback:
  - changes one of its arguments
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    for k, W in enumerate(Ws):
        bs[k] = acts[-1] @ W + bs[k]
        nets.append(bs[k])
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return nets, acts
