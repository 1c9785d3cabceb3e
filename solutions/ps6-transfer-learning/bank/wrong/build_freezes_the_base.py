"""The base itself is frozen before it is copied.

marks: 19
fails:
  - test-build-transfer-base
feedback:
  - changes the base
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    base.trainable = False
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            *layers[:n_reuse],
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
