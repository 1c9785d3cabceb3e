"""A Normalization layer learns its numbers from the training pictures; validation_split on shuffled pictures.

marks: 24
fails: []
feedback: []
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    layers = [
        keras.Input((12, 12)),
        keras.layers.Reshape((12, 12, 1)),
        keras.layers.Normalization(),
        keras.layers.Flatten(),
    ]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


# %% train-model
def train_model(images, labels, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    images, labels = images[order], labels[order]
    model = build_model(seed)
    model.layers[1].adapt(images[: int(0.8 * len(images)), :, :, None].astype("float32"))
    rate = keras.optimizers.schedules.CosineDecay(5e-3, 25 * -(-int(0.8 * len(images)) // 32))
    model.compile(
        keras.optimizers.Adam(rate),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=8,
    )
    best = keras.callbacks.EarlyStopping(patience=25, restore_best_weights=True)
    model.fit(images, labels, epochs=25, validation_split=0.2, callbacks=[best], verbose=0)
    return model
