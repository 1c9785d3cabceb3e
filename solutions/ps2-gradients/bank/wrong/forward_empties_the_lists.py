"""Takes weights and biases out of the lists that it is given.

marks: 19
fails:
  - test-forward-nets
feedback:
  - changes one of its arguments
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    while Ws:
        nets.append(acts[-1] @ Ws.pop(0) + bs.pop(0))
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1])
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return nets, acts
