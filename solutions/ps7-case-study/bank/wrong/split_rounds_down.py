"""The number of validation pictures is cut off, not rounded.

marks: 23
fails:
  - test-split-parts
feedback:
  - round(share * m)
"""


# %% split
def split(images, labels, share, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    val, train = np.split(order, [int(share * len(labels))])
    return images[train], labels[train], images[val], labels[val]
