"""The copy of a base is made once and used in all models from it.

marks: 19
fails:
  - test-build-transfer-base
feedback:
  - Two models that are made from one base share
"""

# %% build-transfer
COPIES = {}


def build_transfer(base, n_reuse, n_classes):
    if id(base) not in COPIES:
        copy = keras.models.clone_model(base)
        copy.set_weights(base.get_weights())
        COPIES[id(base)] = base, copy
    copy = COPIES[id(base)][1]
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            *layers[:n_reuse],
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )
