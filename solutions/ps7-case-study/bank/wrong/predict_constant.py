"""Every picture is a T-shirt.

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
  - must depend on the pictures
"""


# %% predict
def predict(model, images):
    return np.zeros(len(images), dtype=int)
