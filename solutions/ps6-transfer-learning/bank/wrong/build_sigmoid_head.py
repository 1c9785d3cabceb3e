"""The head has a sigmoid for each class instead of a softmax.

marks: 19
fails:
  - test-build-transfer-output
feedback:
  - must sum to 1
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            *layers[:n_reuse],
            keras.layers.Dense(n_classes, activation="sigmoid"),
        ]
    )
