"""Beside the functions stand trials that leave Keras in another state and bind names of the given cells.

marks: 24
fails: []
feedback: []
"""

# %% build-model
import tensorflow as tf

tf.config.run_functions_eagerly(True)
keras.config.set_floatx("float64")


def build_model(seed):
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((12, 12)), keras.layers.Rescaling(1 / 64, offset=-2), keras.layers.Flatten()]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


noted, record, run, found, model = 1, 2, 3, 4, build_model(3)


# %% train-model
keras.utils.set_random_seed(1)
np.random.seed(1)


def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = build_model(seed)
    epochs, updates = 12, -(-len(x_train) // 32)
    schedule = keras.optimizers.schedules.CosineDecay(5e-3, epochs * updates)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
    best = keras.callbacks.EarlyStopping(patience=epochs, restore_best_weights=True)
    model.fit(
        x_train,
        y_train,
        32,
        epochs,
        0,
        [best],
        validation_data=[x_val, y_val],
        class_weight={k: 1.0 for k in range(10)},
    )
    return model
