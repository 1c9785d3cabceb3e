"""The probabilities come back, not the classes.

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
    return model.predict(images, verbose=0)
