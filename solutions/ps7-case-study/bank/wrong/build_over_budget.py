"""The network has 500 units in its first hidden layer: far more parameters than allowed.

marks: 22
fails:
  - test-build-model-parameters
  - test-train-model-budget
feedback:
  - at most 20,000 parameters
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((12, 12)), keras.layers.Rescaling(1 / 64, offset=-2), keras.layers.Flatten()]
    for units in (500, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
