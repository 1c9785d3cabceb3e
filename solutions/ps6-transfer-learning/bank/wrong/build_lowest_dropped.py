"""The topmost layers are reused instead of the lowest ones.

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
  - lower layers are not the base's
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            *layers[-n_reuse:],
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
