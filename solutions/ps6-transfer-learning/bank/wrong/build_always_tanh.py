"""The reused dense layers are made anew, always with tanh.

marks: 19
fails:
  - test-build-transfer-weights
feedback:
  - its activation belongs to it
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    layers = [layer for layer in base.layers if not isinstance(layer, keras.layers.InputLayer)]
    model = keras.Sequential([keras.Input(base.input_shape[1:])])
    for layer in layers[:n_reuse]:
        if isinstance(layer, keras.layers.Dense):
            new = keras.layers.Dense(layer.units, activation="tanh")
        else:
            new = layer.__class__.from_config(layer.get_config())
        model.add(new)
        new.set_weights(layer.get_weights())
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
