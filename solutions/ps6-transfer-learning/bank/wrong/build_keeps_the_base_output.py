"""The base's output layer stays, and the head stands on its probabilities.

marks: 19
fails:
  - test-build-transfer-cut
feedback:
  - without the base's output layer
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [keras.Input(base.input_shape[1:]), *layers[:], keras.layers.Dense(n_classes, activation="softmax")]
    )
