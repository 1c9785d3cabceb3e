"""Problem sets with Keras: layers and models stay in the worker, arrays and plain numbers cross."""

import textwrap

import pytest
from written import code, notebook, solution, test_cell

from autograder.grading.notebook import Grader, grade_notebook
from autograder.records import Settings

LAYER = """
class Scale(keras.layers.Layer):
    def build(self, shape):
        self.factor = self.add_weight(shape=(shape[-1],), initializer="ones", name="factor")
    def call(self, x, training=None):
        return x * self.factor * (2.0 if training else 1.0)

def build_model():
    hidden = keras.layers.Dense(3, activation="relu", name="hidden")
    model = keras.Sequential([keras.layers.Input((4,)), hidden])
    model.compile("sgd", "mse")
    return model

def noise():
    return keras.random.normal((3,))

class Decay(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, lr0): self.lr0 = lr0
    def __call__(self, step): return self.lr0 / (1.0 + step)
    def get_config(self): return {"lr0": self.lr0}
"""
DRIVE = """
def drive(layer, x, training):
    return np.asarray(layer(x, training=training))
"""
TESTS = {
    "layer-on-an-array": """
        y = Scale()(np.ones((2, 3)), training=True)
        np.testing.assert_allclose(y, 2 * np.ones((2, 3)))
    """,
    "numpy-of-a-tensor": "assert Scale()(np.ones((2, 3))).numpy().shape == (2, 3)",
    "tensor-as-argument": """
        import tensorflow as tf
        assert Scale()(tf.ones((2, 3))).shape == (2, 3)
    """,
    "set-up-cell-drives": """
        np.testing.assert_array_equal(drive(Scale(), np.ones((2, 3)), False), np.ones((2, 3)))
    """,
    "weights": """
        layer = Scale()
        layer(np.ones((1, 3)))
        assert len(layer.trainable_weights) == 1
        np.testing.assert_array_equal(layer.get_weights()[0], [1, 1, 1])
        np.testing.assert_array_equal(np.asarray(layer.factor), [1, 1, 1])
    """,
    "model": """
        model = build_model()
        assert model.count_params() == 15
        assert model.layers[0].units == 3
        assert model.output_shape == (None, 3)
        assert model.get_layer("hidden").activation.__name__ == "relu"
    """,
    "fit": """
        model = build_model()
        history = model.fit(np.ones((8, 4)), np.ones((8, 3)), epochs=2, verbose=0)
        assert len(history.history["loss"]) == 2
        assert model.predict(np.ones((2, 4)), verbose=0).shape == (2, 3)
    """,
    "classes": """
        assert isinstance(build_model(), keras.Model)
        assert isinstance(build_model().layers[0], keras.layers.Dense)
        assert isinstance(Scale(), Scale)
        assert not isinstance(Scale(), keras.layers.Dense)
    """,
    "rebuilt-in-the-judge": """
        model, x = build_model(), np.ones((2, 4))
        ours = keras.models.model_from_json(model.to_json())
        ours.set_weights(model.get_weights())
        np.testing.assert_allclose(ours.predict(x, verbose=0), model.predict(x, verbose=0), rtol=1e-6)
    """,
    "seeded": """
        from keras.utils import set_random_seed
        set_random_seed(1)
        first = noise()
        assert not np.array_equal(noise(), first)
        keras.utils.set_random_seed(1)
        np.testing.assert_array_equal(noise(), first)
    """,
    "schedule": """
        np.testing.assert_allclose(float(Decay(0.1)(1)), 0.05)
        assert Decay(0.1).get_config() == {"lr0": 0.1}
    """,
    "wrong-input": """
        caught = None
        try:
            build_model()(np.ones((2, 5)))
        except ValueError as error:
            caught = error
        assert "shape" in str(caught)
    """,
}


@pytest.fixture(scope="module")
def keras_pool():
    with Grader(Settings(cell_seconds=60, memory_megabytes=3072)) as made:
        yield made


def test_tests_on_keras_objects_run_unchanged(keras_pool):
    pytest.importorskip("keras")
    source = notebook(
        code("import numpy as np\nimport keras"),
        solution(LAYER, "answer"),
        code(DRIVE, grade_id="drive", locked=True),
        *(test_cell(textwrap.dedent(text), name, 1) for name, text in TESTS.items()),
    )
    result = grade_notebook(source, source, grader=keras_pool)
    assert [(cell.grade_id, cell.message) for cell in result.cells if cell.score != 1] == []


def test_two_submissions_train_alike(keras_pool):
    """Training works in every fork, and seeds give the same numbers in each."""
    pytest.importorskip("keras")
    answer = LAYER + (
        "\nkeras.utils.set_random_seed(3)\nmodel = build_model()\n"
        "history = model.fit(np.ones((32, 4)), np.ones((32, 3)), epochs=3, verbose=0).history['loss']"
    )
    test = "assert history[0] > history[-1]\nprint(history)"
    source = notebook(
        code("import numpy as np\nimport keras"), solution(answer, "answer"), test_cell(test, "test")
    )
    outputs = set()
    for _ in range(2):
        cell = grade_notebook(source, source, grader=keras_pool).cells[0]
        assert cell.verdict == "passed", cell.message
        outputs.add(cell.output)
    assert len(outputs) == 1
