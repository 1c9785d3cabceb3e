"""The lecture's θ: biases as the first row, a column of ones before the activations.

marks: 20
fails: []
feedback: []
"""


# %% forward
def forward(x, Ws, bs, f):
    nets, acts = [], [x]
    for k in range(len(Ws)):
        theta = np.vstack([bs[k], Ws[k]])
        ones = np.ones((len(x), 1))
        nets.append(np.hstack([ones, acts[k]]) @ theta)
        last = k == len(Ws) - 1
        acts.append(_softmax(nets[k]) if last else f(nets[k]))
    return nets, acts


def _softmax(n):
    return np.exp(n) / np.sum(np.exp(n), axis=1)[:, None]


# %% sensitivities
def sensitivities(x, Y, Ws, bs, f, df):
    nets, acts = forward(x, Ws, bs, f)
    thetas = [np.vstack([b, W]) for W, b in zip(Ws, bs)]
    s = (acts[-1] - Y) / x.shape[0]
    out = [s]
    for theta, n in zip(thetas[:0:-1], nets[-2::-1]):
        s = s @ theta[1:, :].T * df(n)
        out.append(s)
    return out[::-1]
