"""The arguments have other names than in the task.

marks: 19
fails:
  - test-forward-nets
feedback:
  - cannot be called as the task says
"""


# %% forward
def forward(inputs, weights, biases, f):
    nets, acts = [], [inputs]
    for W, b in zip(weights, biases, strict=True):
        nets.append(acts[-1] @ W + b)
        acts.append(f(nets[-1]))
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    acts[-1] = powers / powers.sum(axis=1, keepdims=True)
    return nets, acts
