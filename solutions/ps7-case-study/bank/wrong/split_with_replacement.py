"""Validation pictures are drawn with replacement.

marks: 23
fails:
  - test-split-parts
feedback:
  - exactly one of the two sets
"""


# %% split
def split(images, labels, share, seed):
    val = np.random.default_rng(seed).integers(len(labels), size=round(share * len(labels)))
    train = np.setdiff1d(np.arange(len(labels)), val)
    return images[train], labels[train], images[val], labels[val]
