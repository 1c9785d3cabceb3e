"""A functional model is cut from a clone at an inner output.

marks: 20
fails: []
feedback: []
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    layers = [layer for layer in copy.layers if not isinstance(layer, keras.layers.InputLayer)]
    output = keras.layers.Dense(n_classes, activation="softmax", name="head")(layers[n_reuse - 1].output)
    return keras.Model(copy.inputs, output)
