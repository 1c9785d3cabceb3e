"""Puts the whole model into training mode and sets the weights back afterwards.

marks: 29
fails:
  - test-mc-predict-batch-norm
feedback:
  - must use its moving statistics
"""


# %% mc-predict
def mc_predict(model, x, n_samples):
    before = model.get_weights()
    passes = [keras.ops.convert_to_numpy(model(x, training=True)) for _ in range(n_samples)]
    model.set_weights(before)
    return np.mean(passes, axis=0), np.std(passes, axis=0)
