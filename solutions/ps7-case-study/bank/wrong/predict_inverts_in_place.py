"""The pictures are rescaled in place, and back again but for rounding.

marks: 23
fails:
  - test-predict-alone
feedback:
  - changes the pictures
"""


# %% predict
def predict(model, images):
    found = np.argmax(model.predict(images, verbose=0), axis=1)
    images //= 2
    images *= 2
    return found
