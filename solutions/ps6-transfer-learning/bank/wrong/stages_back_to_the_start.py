"""At the end the head gets back the weights that it had before stage 2.

marks: 19
fails:
  - test-two-stage-fit-continues
feedback:
  - with which stage 2 ended
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse
    model.compile(keras.optimizers.SGD(learning_rate=lr1), loss="sparse_categorical_crossentropy")
    hist1 = model.fit(x, y, epochs=epochs1, verbose=0)
    head = layers[n_reuse].get_weights()
    for number, layer in enumerate(layers):
        layer.trainable = number >= n_reuse - n_unfreeze
    model.compile(keras.optimizers.SGD(learning_rate=lr2), loss="sparse_categorical_crossentropy")
    hist2 = model.fit(x, y, epochs=epochs2, verbose=0)
    layers[n_reuse].set_weights(head)
    return hist1, hist2
