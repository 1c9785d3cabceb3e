"""A functional model is cut from the base at an inner output; its layers are the base's own.

marks: 19
fails:
  - test-build-transfer-base
feedback:
  - share layers
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    layers = [layer for layer in base.layers if not isinstance(layer, keras.layers.InputLayer)]
    output = keras.layers.Dense(n_classes, activation="softmax")(layers[n_reuse - 1].output)
    return keras.Model(base.inputs, output)
