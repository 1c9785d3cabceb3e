"""The classes are counted from 1.

marks: 13
fails:
  - test-predict-form
  - test-predict-data
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - numbers 0 to 9
"""


# %% predict
def predict(model, images):
    return np.argmax(model.predict(images, verbose=0), axis=1) + 1
