"""validation_split takes the last pictures, which come sorted.

marks: 15
fails:
  - test-train-model-validation
  - test-predict-basic
  - test-predict-good
  - test-predict-best
  - test-predict-linear
feedback:
  - draw by lot
"""


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train = images, labels
    model = build_model(seed)
    epochs, updates = 20, -(-len(x_train) // 64)
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
        validation_split=0.2,
        callbacks=[best],
        verbose=0,
    )
    return model
