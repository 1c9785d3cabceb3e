"""The pictures are standardized outside of the network, by numbers that are kept with it; labels are one-hot.

marks: 24
fails: []
feedback: []
"""


# %% build-model
def build_model(seed):
    keras.utils.set_random_seed(seed)
    layers = [keras.Input((12, 12)), keras.layers.Flatten()]
    for units in (80, 60):
        layers.append(keras.layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        layers.append(keras.layers.Dropout(0.3))
    return keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])


# %% train-model
def train_model(images, labels, seed):
    x_train, y_train, x_val, y_val = split(images, labels, 0.15, seed)
    mean, sd = float(x_train.mean()), float(x_train.std())
    model = build_model(seed)
    model.scale = (mean, sd)
    x_train, x_val = (x_train.astype("float32") - mean) / sd, (x_val.astype("float32") - mean) / sd
    y_train, y_val = keras.utils.to_categorical(y_train, 10), keras.utils.to_categorical(y_val, 10)
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    steps = 23 * -(-len(x_train) // 32)
    rate = keras.optimizers.schedules.CosineDecay(5e-3, steps)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"], steps_per_execution=8)
    stop = keras.callbacks.EarlyStopping("val_accuracy", patience=23, restore_best_weights=True)
    model.fit(x_train, y_train, 32, 23, 0, [stop], validation_data=(x_val, y_val))
    return model


# %% predict
def predict(model, images):
    mean, sd = model.scale
    output = model((images.astype("float32") - mean) / sd, training=False)
    return keras.ops.convert_to_numpy(keras.ops.argmax(output, axis=1)).astype("int32")
