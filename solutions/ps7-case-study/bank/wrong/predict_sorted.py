"""The answers come back sorted.

marks: 13
fails:
  - test-predict-alone
  - test-predict-data
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - in the order of the pictures
"""


# %% predict
def predict(model, images):
    return np.sort(np.argmax(model.predict(images, verbose=0), axis=1))
