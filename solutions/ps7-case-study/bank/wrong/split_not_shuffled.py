"""The last pictures become the validation set; they come sorted, so classes are missing.

marks: 17
fails:
  - test-split-lot
  - test-split-seed
  - test-train-model-validation
  - test-predict-good
  - test-predict-best
feedback:
  - only if the lot decides
"""


# %% split
def split(images, labels, share, seed):
    n = len(labels) - round(share * len(labels))
    return images[:n], labels[:n], images[n:], labels[n:]
