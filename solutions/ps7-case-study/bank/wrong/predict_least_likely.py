"""The class with the smallest probability comes back.

marks: 14
fails:
  - test-predict-data
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - takes
"""


# %% predict
def predict(model, images):
    return np.argmin(model.predict(images, verbose=0), axis=1)
