"""Only layers with weights are counted.

marks: 19
fails:
  - test-build-transfer-cut
feedback:
  - without weights
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    kept, count = [], 0
    for layer in layers:
        if count == n_reuse:
            break
        kept.append(layer)
        count += bool(layer.weights)
    return keras.Sequential(
        [keras.Input(base.input_shape[1:]), *kept, keras.layers.Dense(n_classes, activation="softmax")]
    )
