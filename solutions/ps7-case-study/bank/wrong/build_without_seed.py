"""The seed is not used; every network starts otherwise.

marks: 22
fails:
  - test-build-model-seed
  - test-train-model-seed
feedback:
  - same seed must give the same weights
"""


# %% build-model
def build_model(seed):
    pass
    layers = [keras.Input((12, 12)), keras.layers.Rescaling(1 / 64, offset=-2), keras.layers.Flatten()]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
