"""The seed is always 0.

marks: 23
fails:
  - test-build-model-seed
feedback:
  - Another seed must give other weights
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(0)
    layers = [keras.Input((12, 12)), keras.layers.Rescaling(1 / 64, offset=-2), keras.layers.Flatten()]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
