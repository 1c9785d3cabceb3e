"""A list of layers comes back, not a model.

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
  - must return a keras.Model
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return [*layers[:n_reuse], keras.layers.Dense(n_classes, activation="softmax")]
