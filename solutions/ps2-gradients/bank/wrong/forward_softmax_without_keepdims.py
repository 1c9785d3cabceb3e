"""Divides by the sums of the rows along the wrong axis, which fits square matrices.

marks: 19
fails:
  - test-forward-acts
feedback:
  - sum to 1
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        nets.append(acts[-1] @ W + b)
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / (
        powers.sum(axis=1) if len(powers) == powers.shape[1] else powers.sum(axis=1, keepdims=True)
    )
    return nets, acts
