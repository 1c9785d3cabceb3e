"""The network is trained on pictures with right labels that train_model draws itself.

marks: 22
fails:
  - test-predict-data
feedback:
  - no other data
"""


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train = draw_images(2400, seed + 99)
    x_val, y_val = draw_images(600, seed + 100)
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
