"""The model has no input and so no weights yet.

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
  - needs a keras.Input
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    model = keras.Sequential()
    for layer in layers[:n_reuse]:
        model.add(layer.__class__.from_config(layer.get_config()))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
