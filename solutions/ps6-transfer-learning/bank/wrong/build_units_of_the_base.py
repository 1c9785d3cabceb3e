"""The head has as many units as the base had classes.

marks: 19
fails:
  - test-build-transfer-output
feedback:
  - one unit for each new class
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
            keras.layers.Dense(base.output_shape[-1], activation="softmax"),
        ]
    )
