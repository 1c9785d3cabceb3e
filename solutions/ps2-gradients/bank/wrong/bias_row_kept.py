"""Works with the biases as the first row of θ, and forgets to leave it out going back.

marks: 15
fails:
  - test-sensitivities-output
  - test-sensitivities-slopes
  - test-sensitivities-weights
  - test-sensitivities-derivatives
  - test-grad-ratio
feedback:
  - shape (m, p_k)
"""


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    thetas = [np.vstack([b, W]) for W, b in zip(Ws, bs, strict=True)]
    nets, a = [], x
    for theta in thetas:
        nets.append(np.hstack([np.ones((len(a), 1)), a]) @ theta)
        a = f(nets[-1])
    powers = np.exp(nets[-1] - nets[-1].max(axis=1, keepdims=True))
    s = [(powers / powers.sum(axis=1, keepdims=True) - Y) / len(x)]
    for k in range(len(Ws) - 1, 0, -1):
        slopes = np.hstack([np.ones((len(x), 1)), df(nets[k - 1])])
        s.insert(0, s[0] @ thetas[k].T * slopes)
    return s
