"""The network comes back untrained.

marks: 9
fails:
  - test-train-model-budget
  - test-train-model-validation
  - test-train-model-best
  - test-train-model-seed
  - test-predict-data
  - test-predict-linear
  - test-predict-basic
  - test-predict-good
  - test-predict-best
feedback:
  - must train the network by model.fit
"""


# %% train-model
def train_model(images, labels, seed):
    return build_model(seed)
