"""Beside the functions stand trials that leave Keras in another state and bind names of the given cells.

marks: 20
fails: []
feedback: []
"""

# %% build-transfer
import tensorflow as tf

tf.config.run_functions_eagerly(True)
keras.config.set_floatx("float64")
keras.utils.set_random_seed(3)


def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    return keras.Sequential(
        [
            keras.Input(base.input_shape[1:]),
            *layers[:n_reuse],
            keras.layers.Dense(n_classes, activation="softmax"),
        ]
    )


# %% two-stage-fit
import tensorflow as tf

tf.config.run_functions_eagerly(True)
keras.config.set_dtype_policy("mixed_float16")
losses, weights, layers, base, model, features = [], [], [], None, None, np.ones(3)


def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(keras.optimizers.SGD(learning_rate=lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    return hist1, hist2
