"""The network predicts in training mode: with dropout and with the batch's own statistics.

marks: 23
fails:
  - test-predict-alone
feedback:
  - dropout belongs to training
"""


# %% predict
def predict(model, images):
    output = model(images.astype("float32"), training=True)
    return np.argmax(keras.ops.convert_to_numpy(output), axis=1)
