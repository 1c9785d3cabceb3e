"""The learning rate is a thousand times too high.

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
  - takes
"""


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = build_model(seed)
    epochs, updates = 25, -(-len(x_train) // 64)
    schedule = keras.optimizers.schedules.CosineDecay(5.0, epochs * updates)
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
