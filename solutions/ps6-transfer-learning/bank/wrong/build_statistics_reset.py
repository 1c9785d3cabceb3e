"""Batch normalization starts with new statistics, scale and shift.

marks: 19
fails:
  - test-build-transfer-statistics
feedback:
  - moving mean
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    for layer in layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            ones, zeros = np.ones(layer.gamma.shape), np.zeros(layer.gamma.shape)
            layer.set_weights([ones, zeros, zeros, ones])
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            *layers[:n_reuse],
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
