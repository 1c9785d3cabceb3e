"""Only the trainable weights are copied; batch normalization loses its moving statistics.

marks: 19
fails:
  - test-build-transfer-statistics
feedback:
  - moving mean
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    for new, old in zip(copy.trainable_weights, base.trainable_weights):
        new.assign(old)
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            *layers[:n_reuse],
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
