"""The base is cloned but its weights are not copied: the reused layers are random.

marks: 18
fails:
  - test-build-transfer-weights
  - test-build-transfer-statistics
feedback:
  - copied, not drawn anew
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    pass
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            *layers[:n_reuse],
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
