"""The base comes back as it is.

marks: 13
fails:
  - test-build-transfer-output
  - test-build-transfer-weights
  - test-build-transfer-cut
  - test-build-transfer-head
  - test-build-transfer-base
  - test-build-transfer-functional
  - test-build-transfer-statistics
feedback:
  - gives the base back
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    return base
