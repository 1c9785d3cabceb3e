"""The pictures and labels that are handed over are shuffled in place.

marks: 23
fails:
  - test-train-model-seed
feedback:
  - changes the pictures
"""


# %% train-model
def train_model(images, labels, seed):
    for array in (images, labels):
        np.random.default_rng(seed).shuffle(array)
    n = len(labels) // 5
    x_train, y_train, x_val, y_val = images[n:], labels[n:], images[:n], labels[:n]
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
    return model
