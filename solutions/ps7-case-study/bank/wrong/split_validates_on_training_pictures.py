"""The validation pictures stay in the training set.

marks: 22
fails:
  - test-split-parts
  - test-train-model-validation
feedback:
  - exactly one of the two sets
"""


# %% split
def split(images, labels, share, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    val = order[: round(share * len(labels))]
    return images[order], labels[order], images[val], labels[val]
