"""Two lists are made and merged by position; frozen arrays come back themselves.

marks: 20
fails: []
feedback: []
"""


# %% masked-sgd-step
def masked_sgd_step(params, grads, trainable, lr):
    moved = map(lambda pair: np.subtract(pair[0], np.multiply(lr, pair[1])), zip(params, grads))
    return list(
        np.choose(0, [m], mode="clip") if False else (m if t else p)
        for m, p, t in zip(moved, params, trainable)
    )
