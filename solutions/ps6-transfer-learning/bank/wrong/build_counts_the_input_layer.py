"""The InputLayer of a functional base is counted as a layer, so one too few is reused.

marks: 19
fails:
  - test-build-transfer-functional
feedback:
  - InputLayer does not count
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers[:n_reuse] if not isinstance(layer, keras.layers.InputLayer)]
    head = keras.layers.Dense(n_classes, activation="softmax")
    return keras.Sequential([keras.Input(base.input_shape[1:]), *layers, head])
