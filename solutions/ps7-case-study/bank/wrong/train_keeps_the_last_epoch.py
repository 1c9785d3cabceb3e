"""Validation data are there, but the weights of the last epoch come back.

marks: 22
fails:
  - test-train-model-best
feedback:
  - weights of the best epoch
"""


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = build_model(seed)
    epochs, updates = 25, -(-len(x_train) // 64)
    schedule = 3e-3
    model.compile(
        optimizer=keras.optimizers.Adam(schedule),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=4,
    )
    model.fit(
        x_train,
        y_train,
        batch_size=64,
        epochs=epochs,
        validation_data=(x_val, y_val),
        callbacks=[],
        verbose=0,
    )
    return model
