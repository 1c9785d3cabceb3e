"""Applies f on the output layer too, in place of softmax.

marks: 19
fails:
  - test-forward-acts
feedback:
  - probabilities
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    for W, b in zip(Ws, bs, strict=True):
        nets.append(acts[-1] @ W + b)
        acts.append(f(nets[-1]))
    return nets, acts
