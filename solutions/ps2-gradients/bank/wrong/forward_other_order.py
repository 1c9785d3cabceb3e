"""Returns the activations before the net inputs.

marks: 18
fails:
  - test-forward-nets
  - test-forward-acts
feedback:
  - one net input for each layer
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        nets.append(acts[-1] @ W + b)
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return acts, nets
