"""Every n-th picture becomes a validation picture: no lot, and no seed.

marks: 21
fails:
  - test-split-parts
  - test-split-lot
  - test-split-seed
feedback:
  - follows a pattern
"""


# %% split
def split(images, labels, share, seed):
    chosen = np.arange(len(labels)) % round(1 / share) == 0
    return images[~chosen], labels[~chosen], images[chosen], labels[chosen]
