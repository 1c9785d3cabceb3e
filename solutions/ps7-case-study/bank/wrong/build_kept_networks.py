"""The network of a seed is made once and then kept.

marks: 23
fails:
  - test-build-model-seed
feedback:
  - share their weights
"""

# %% build-model
KEPT = {}


def build_model(seed):
    if seed not in KEPT:
        KEPT[seed] = new_one(seed)
    return KEPT[seed]


def new_one(seed):
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((12, 12)), keras.layers.Rescaling(1 / 64, offset=-2), keras.layers.Flatten()]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = new_one(seed)
    epochs, updates = 12, -(-len(x_train) // 32)
    schedule = keras.optimizers.schedules.CosineDecay(5e-3, epochs * updates)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy", metrics=["accuracy"])
    best = keras.callbacks.EarlyStopping(patience=epochs, restore_best_weights=True)
    model.fit(
        x_train,
        y_train,
        batch_size=32,
        epochs=epochs,
        validation_data=(x_val, y_val),
        callbacks=[best],
        verbose=0,
    )
    return model
