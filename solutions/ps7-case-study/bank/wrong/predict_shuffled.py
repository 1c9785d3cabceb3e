"""The pictures are shuffled before they are judged, and the answers stay in that order.

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
    order = np.random.default_rng(0).permutation(len(images))
    return np.argmax(model.predict(images[order], verbose=0), axis=1)
