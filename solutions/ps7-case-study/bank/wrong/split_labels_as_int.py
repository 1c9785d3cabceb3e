"""Labels come back as Python's default integers.

marks: 23
fails:
  - test-split-seed
feedback:
  - keep their dtypes
"""


# %% split
def split(images, labels, share, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    val, train = np.split(order, [round(share * len(labels))])
    return images[train], labels[train].astype(int), images[val], labels[val].astype(int)
