"""After fit the network is trained further, batch by batch, where no budget counts.

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
    model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    for _ in range(30):
        model.train_on_batch(x_train[:256], y_train[:256])
    return model
