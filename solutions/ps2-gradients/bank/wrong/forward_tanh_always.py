"""Uses tanh whatever f is.

marks: 18
fails:
  - test-forward-nets
  - test-forward-acts
feedback:
  - must be f of the net input
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        nets.append(acts[-1] @ W + b)
        acts.append(np.tanh(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return nets, acts
