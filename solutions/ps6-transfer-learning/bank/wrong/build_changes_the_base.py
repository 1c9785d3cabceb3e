"""The base's output layer is taken off and replaced in the base itself.

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
    if isinstance(base, keras.Sequential):
        while len(base.layers) > n_reuse:
            base.pop()
        base.add(keras.layers.Dense(n_classes, activation="softmax"))
    return base
