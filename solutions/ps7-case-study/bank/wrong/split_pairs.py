"""Two pairs come back, not four arrays.

marks: 20
fails:
  - test-split-parts
  - test-split-labels
  - test-split-lot
  - test-split-seed
feedback:
  - must return 4 values
"""


# %% split
def split(images, labels, share, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    val, train = np.split(order, [round(share * len(labels))])
    return (images[train], labels[train]), (images[val], labels[val])


# %% train-model
def train_model(images, labels, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    n_val = round(0.2 * len(labels))
    val, train = order[:n_val], order[n_val:]
    x_train, y_train, x_val, y_val = images[train], labels[train], images[val], labels[val]
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
