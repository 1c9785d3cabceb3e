"""The layers of the base are put into the new model, so that the two share them.

marks: 19
fails:
  - test-build-transfer-base
feedback:
  - share layers
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    layers = [layer for layer in base.layers if not isinstance(layer, keras.layers.InputLayer)]
    model = keras.Sequential([keras.Input(base.input_shape[1:])])
    for layer in layers[:n_reuse]:
        model.add(layer)
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
