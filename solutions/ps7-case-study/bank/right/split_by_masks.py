"""The validation set is a mask of True and False; everything is a list in between.

marks: 24
fails: []
feedback: []
"""


# %% split
def split(images, labels, share, seed):
    m = len(labels)
    chosen = np.zeros(m, dtype=bool)
    chosen[np.random.default_rng(seed).choice(m, size=int(round(share * m)), replace=False)] = True
    return [images[~chosen], labels[~chosen], images[chosen], labels[chosen]]
