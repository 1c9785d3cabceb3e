"""The sign times the smaller of |g| and v, entry by entry.

marks: 15
fails: []
feedback: []
"""


# %% clip-by-value
def clip_by_value(grads, v):
    clipped = []
    for g in grads:
        entries = [np.sign(e) * min(abs(e), v) for e in np.ravel(g)]
        clipped.append(np.array(entries, dtype=g.dtype).reshape(np.shape(g)))
    return clipped
