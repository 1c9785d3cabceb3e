"""Each layer is made from its configuration and gets its weights one by one.

marks: 20
fails: []
feedback: []
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    layers = [layer for layer in base.layers if not isinstance(layer, keras.layers.InputLayer)]
    model = keras.Sequential([keras.Input(base.input_shape[1:])])
    for layer in layers[:n_reuse]:
        new = layer.__class__.from_config(layer.get_config())
        model.add(new)
        new.set_weights(layer.get_weights())
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
