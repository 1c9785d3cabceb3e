"""The new model always takes five features.

marks: 17
fails:
  - test-build-transfer-weights
  - test-build-transfer-cut
  - test-build-transfer-base
feedback:
  - expected min_ndim
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [keras.Input((5,)), *layers[:n_reuse], keras.layers.Dense(n_classes, activation="softmax")]
    )
