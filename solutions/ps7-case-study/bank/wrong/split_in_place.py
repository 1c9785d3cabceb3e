"""Pictures and labels are shuffled in place.

marks: 22
fails:
  - test-split-seed
  - test-train-model-seed
feedback:
  - split changes its arguments
"""


# %% split
def split(images, labels, share, seed):
    np.random.default_rng(seed).shuffle(images)
    np.random.default_rng(seed).shuffle(labels)
    n = round(share * len(labels))
    return images[n:], labels[n:], images[:n], labels[:n]
