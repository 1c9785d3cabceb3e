"""Batch normalization after each dense layer, with the momentum that a short training needs.

marks: 24
fails: []
feedback: []
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((12, 12)), keras.layers.Rescaling(1 / 64, offset=-2), keras.layers.Flatten()]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, kernel_initializer="he_normal", use_bias=False))
        layers.append(keras.layers.BatchNormalization(momentum=0.9))
        layers.append(keras.layers.ReLU())
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
