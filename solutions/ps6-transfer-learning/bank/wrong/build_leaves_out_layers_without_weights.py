"""Layers without weights are left out.

marks: 18
fails:
  - test-build-transfer-weights
  - test-build-transfer-cut
feedback:
  - without weights
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    layers = [layer for layer in base.layers if layer.weights]
    model = keras.Sequential([keras.Input(base.input_shape[1:])])
    for layer in layers[:n_reuse]:
        if isinstance(layer, keras.layers.Dense) and model.layers and len(model.output_shape) > 2:
            model.add(keras.layers.Flatten())
        new = layer.__class__.from_config(layer.get_config())
        model.add(new)
        if [w.shape for w in new.weights] == [w.shape for w in layer.weights]:
            new.set_weights(layer.get_weights())
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    return model
