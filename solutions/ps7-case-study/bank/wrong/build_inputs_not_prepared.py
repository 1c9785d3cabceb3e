"""The raw pixels, 0 to 255, go into a plain network trained by SGD.

marks: 12
fails:
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
  - test-predict-alone
  - test-predict-data
  - test-predict-form
feedback:
  - prepared inputs
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    hidden = [keras.layers.Dense(50, activation="relu") for _ in range(2)]
    head = keras.layers.Dense(10, activation="softmax")
    return keras.Sequential([keras.Input((12, 12)), keras.layers.Flatten(), *hidden, head])


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = build_model(seed)
    epochs = 25
    model.compile(
        optimizer=keras.optimizers.SGD(0.01),
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
