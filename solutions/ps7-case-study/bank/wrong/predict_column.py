"""The classes come back as a column.

marks: 12
fails:
  - test-predict-form
  - test-predict-alone
  - test-predict-data
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - one number for each picture
"""


# %% predict
def predict(model, images):
    return np.argmax(model.predict(images, verbose=0), axis=1)[:, None]
