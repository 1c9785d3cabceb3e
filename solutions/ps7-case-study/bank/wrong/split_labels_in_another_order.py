"""Pictures and labels are shuffled by two orders.

marks: 13
fails:
  - test-split-labels
  - test-predict-data
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - shuffle pictures and labels in the same order
"""


# %% split
def split(images, labels, share, seed):
    rng = np.random.default_rng(seed)
    n = round(share * len(labels))
    images, labels = rng.permutation(images), rng.permutation(labels)
    return images[n:], labels[n:], images[:n], labels[:n]
