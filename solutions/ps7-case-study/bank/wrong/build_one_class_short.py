"""The output has nine units.

marks: 6
fails:
  - test-build-model-output
  - test-train-model-budget
  - test-train-model-validation
  - test-train-model-best
  - test-train-model-seed
  - test-predict-form
  - test-predict-alone
  - test-predict-data
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - a number for each class
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((12, 12)), keras.layers.Rescaling(1 / 64, offset=-2), keras.layers.Flatten()]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(9, activation="softmax")])
