"""Only the cut layers get weights, layer by layer, and all of them come frozen under one flag.

marks: 20
fails: []
feedback: []
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    inputs = keras.Input(base.input_shape[1:])
    outputs = inputs
    for old in [layer for layer in base.layers if type(layer).__name__ != "InputLayer"][:n_reuse]:
        new = type(old).from_config({**old.get_config(), "name": old.name + "_reused"})
        outputs = new(outputs)
        new.set_weights([np.copy(weight) for weight in old.get_weights()])
        new.trainable = False
    head = keras.layers.Dense(units=n_classes, activation=keras.activations.softmax, name="head")
    return keras.Model(inputs=inputs, outputs=head(outputs))
