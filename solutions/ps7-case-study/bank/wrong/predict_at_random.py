"""The classes are drawn by lot.

marks: 13
fails:
  - test-predict-alone
  - test-predict-data
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - nothing may be drawn by lot
"""


# %% predict
def predict(model, images):
    return np.random.default_rng().integers(10, size=len(images))
