"""The softmax is a layer of its own.

marks: 18
fails:
  - test-build-transfer-cut
  - test-build-transfer-head
feedback:
  - one dense layer with softmax
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    head = [keras.layers.Dense(n_classes), keras.layers.Softmax()]
    return keras.Sequential([keras.Input(base.input_shape[1:]), *layers[:n_reuse], *head])
