"""Two epochs of training use a twelfth of the budget.

marks: 16
fails:
  - test-predict-best
  - test-predict-basic
  - test-predict-good
  - test-predict-linear
feedback:
  - makes use of the lecture's remedies
"""


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = build_model(seed)
    epochs, updates = 2, -(-len(x_train) // 64)
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
