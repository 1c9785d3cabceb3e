"""The head is trained on batches without fit.

marks: 11
fails:
  - test-two-stage-fit-frozen
  - test-two-stage-fit-head
  - test-two-stage-fit-unfrozen
  - test-two-stage-fit-still-frozen
  - test-two-stage-fit-nothing-unfrozen
  - test-two-stage-fit-rates
  - test-two-stage-fit-normalization
  - test-two-stage-fit-continues
  - test-two-stage-fit-loss
feedback:
  - fit
"""


# %% two-stage-fit
def two_stage_fit(model, n_reuse, n_unfreeze, x, y, epochs1, lr1, epochs2, lr2):
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    losses = []
    for n_frozen, epochs, lr in [(n_reuse, epochs1, lr1), (n_reuse - n_unfreeze, epochs2, lr2)]:
        for number, layer in enumerate(layers):
            layer.trainable = number >= n_frozen
        model.compile(keras.optimizers.SGD(lr), "sparse_categorical_crossentropy")
        losses.append({"loss": [float(model.train_on_batch(x, y)) for _ in range(epochs)]})
    return tuple(losses)
