"""fit is called for one epoch at a time, and the best weights are kept by hand.

marks: 24
fails: []
feedback: []
"""


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.2, seed)
    model = build_model(seed)
    epochs = 25
    rate = keras.optimizers.schedules.CosineDecay(5e-3, epochs * -(-len(x_train) // 32))
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", steps_per_execution=4)
    best, weights = np.inf, None
    for _ in range(epochs):
        history = model.fit(x_train, y_train, batch_size=32, verbose=0, validation_data=(x_val, y_val))
        loss = history.history["val_loss"][0]
        if loss < best:
            best, weights = loss, model.get_weights()
    model.set_weights(weights)
    return model
