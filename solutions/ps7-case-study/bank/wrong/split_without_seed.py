"""The seed is not used: each call splits otherwise.

marks: 22
fails:
  - test-split-seed
  - test-train-model-seed
feedback:
  - same seed must give the same split
"""


# %% split
def split(images, labels, share, seed):
    order = np.random.default_rng().permutation(len(labels))
    n = round(share * len(labels))
    return images[order[n:]], labels[order[n:]], images[order[:n]], labels[order[:n]]
