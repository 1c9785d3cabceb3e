"""The first network that came is asked always.

marks: 22
fails:
  - test-predict-data
feedback:
  - new names
"""

# %% predict
FIRST = []


def predict(model, images):
    FIRST.append(model)
    return np.argmax(FIRST[0].predict(images, verbose=0), axis=1)
