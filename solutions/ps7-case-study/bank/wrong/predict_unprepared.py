"""The network is trained on pictures between 0 and 1, but predict gives it the raw ones.

marks: 16
fails:
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - takes
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((12, 12)), keras.layers.Rescaling(4, offset=-2), keras.layers.Flatten()]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images / 255, labels, 0.2, seed)
    model = build_model(seed)
    epochs, updates = 25, -(-len(x_train) // 64)
    schedule = keras.optimizers.schedules.CosineDecay(5e-3, epochs * updates)
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
