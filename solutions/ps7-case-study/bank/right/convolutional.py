"""A small convolutional network, functional, without batch normalization.

marks: 24
fails: []
feedback: []
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((12, 12))
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(keras.layers.Reshape((12, 12, 1))(inputs))
    for filters in (16, 24):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.Dropout(0.3)(keras.layers.Flatten()(x))
    x = keras.layers.Dense(48, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(x))


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = build_model(seed)
    epochs, updates = 25, -(-len(x_train) // 64)
    schedule = keras.optimizers.schedules.CosineDecay(3e-3, epochs * updates)
    model.compile(
        optimizer=keras.optimizers.Adam(schedule),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=4,
    )
    best = keras.callbacks.EarlyStopping(patience=epochs, restore_best_weights=True)
    model.fit(
        x_train,
        y_train,
        batch_size=64,
        epochs=epochs,
        validation_data=(x_val, y_val),
        callbacks=[best],
        verbose=0,
    )
    return model
