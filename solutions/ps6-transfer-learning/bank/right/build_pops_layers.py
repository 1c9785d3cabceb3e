"""A copy of the base as a Sequential loses its upper layers one by one.

marks: 20
fails: []
feedback: []
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    layers = [layer for layer in base.layers if not isinstance(layer, keras.layers.InputLayer)]
    model = keras.Sequential([keras.Input(base.input_shape[1:])])
    model.add(keras.layers.deserialize(keras.layers.serialize(layers[0])))
    for layer in layers[1:]:
        model.add(keras.layers.deserialize(keras.layers.serialize(layer)))
    model.set_weights(base.get_weights())
    for _ in range(len(layers) - n_reuse):
        model.pop()
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
