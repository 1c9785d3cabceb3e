"""The validation set comes first.

marks: 19
fails:
  - test-split-parts
  - test-predict-best
  - test-predict-good
feedback:
  - round(share * m)
"""


# %% split
def split(images, labels, share, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    n = round(share * len(labels))
    return images[order[:n]], labels[order[:n]], images[order[n:]], labels[order[n:]]
