"""Where the number of classes is the same, the base's output layer is reused as the head.

marks: 19
fails:
  - test-build-transfer-head
feedback:
  - belongs to the old classes
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    head = keras.layers.Dense(n_classes, activation="softmax")
    if n_classes == base.output_shape[-1] and n_reuse == len(layers) - 1:
        head = layers[-1]
    return keras.Sequential([keras.Input(base.input_shape[1:]), *layers[:n_reuse], head])
