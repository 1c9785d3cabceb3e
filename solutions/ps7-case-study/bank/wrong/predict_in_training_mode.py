"""The network predicts in training mode: with dropout and with the batch's own statistics.

marks: 19
fails:
  - test-predict-alone
  - test-predict-best
  - test-predict-good
feedback:
  - dropout belongs to training
"""


# %% predict
def predict(model, images):
    output = model(images.astype("float32"), training=True)
    return np.argmax(keras.ops.convert_to_numpy(output), axis=1)
