"""Early stopping with patience, and a rate that is cut when the validation loss stalls.

marks: 24
fails: []
feedback: []
"""


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = build_model(seed)
    model.compile(
        keras.optimizers.Adam(4e-3),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=4,
    )
    callbacks = [
        keras.callbacks.ReduceLROnPlateau(factor=0.3, patience=2),
        keras.callbacks.EarlyStopping(patience=8, restore_best_weights=True),
    ]
    model.fit(
        x_train,
        y_train,
        batch_size=32,
        epochs=25,
        validation_data=(x_val, y_val),
        callbacks=callbacks,
        verbose=0,
    )
    return model
