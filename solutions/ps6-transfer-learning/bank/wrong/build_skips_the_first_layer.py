"""layers[0] is skipped always, as if every base were functional.

marks: 18
fails:
  - test-build-transfer-cut
  - test-build-transfer-functional
feedback:
  - no more, no fewer
"""


# %% build-transfer
def build_transfer(base, n_reuse, n_classes):
    copy = keras.models.clone_model(base)
    copy.set_weights(base.get_weights())
    output = keras.layers.Dense(n_classes, activation="softmax")(copy.layers[n_reuse].output)
    return keras.Model(copy.inputs, output)
