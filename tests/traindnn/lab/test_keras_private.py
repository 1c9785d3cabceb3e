"""What the lab takes from Keras beyond its documentation: a test that fails says what a release broke."""

from pathlib import Path

import keras
import numpy as np
import pytest
from keras.src.utils import file_utils

from traindnn.lab import keras_private

pytestmark = pytest.mark.backend

X, Y = np.linspace(-1, 1, 12, dtype="float32").reshape(6, 2), np.array([0, 1, 2, 0, 1, 2])


def built(metrics=("accuracy",)):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=list(metrics))
    return model


class Watched(keras_private.BeforeUpdate, keras.optimizers.SGD):
    """Keeps the largest entry of the gradients of the last step."""

    def build(self, variables):
        super().build(variables)
        self.seen = self.add_variable((), name="seen")

    def before_update(self, grads):
        self.seen.assign(keras.ops.max(keras.ops.stack([keras.ops.max(keras.ops.abs(g)) for g in grads])))


@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
def test_the_training_loop_updates_by_apply_with_gradients_that_are_not_clipped(policy):
    """Broken: the loop no longer calls `apply`, or clips (or unscales half precision) elsewhere."""
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones", dtype=policy)
    model = keras.Sequential([keras.Input((1,)), dense, keras.layers.Activation("linear", dtype="float32")])
    model.compile(Watched(1.0, clipvalue=0.25), "mse", jit_compile=False)
    model.fit(np.full((4, 1), 2.0, "float32"), np.zeros((4, 1), "float32"), batch_size=4, verbose=0)
    watched = keras_private.innermost(model.optimizer)
    assert float(keras.ops.convert_to_numpy(watched.seen)) == pytest.approx(8)  # 2 (wx - y) x = 2 · 2 · 2
    assert model.get_weights()[0].item() == pytest.approx(1 - 0.25)


def test_an_optimizer_that_was_not_built_is_built_by_its_first_step():
    """Broken: `apply` hands over no variables, or an optimizer no longer knows whether it is built."""
    optimizer, weight = Watched(0.5), keras.Variable([1.0])
    optimizer.apply([keras.ops.convert_to_tensor([4.0])], [weight])
    assert float(keras.ops.convert_to_numpy(optimizer.seen)) == 4
    np.testing.assert_allclose(keras.ops.convert_to_numpy(weight), [-1])


def test_half_precision_wraps_the_optimizer_and_the_inner_one_is_found():
    """Broken: `inner_optimizer` has another name, or half precision does without a wrapper."""
    inner = keras.optimizers.SGD(0.1)
    assert keras_private.innermost(keras.optimizers.LossScaleOptimizer(inner)) is inner
    assert keras_private.innermost(inner) is inner


def test_the_state_of_dropout_can_be_set_after_the_layer_is_made():
    """Broken: a layer's random numbers no longer come from the pair in `seed_generator.state`."""
    x, masks = np.ones((8, 8), "float32"), []
    for seed in ((1, 0), (1, 0), (1, 1)):
        layer = keras.layers.Dropout(0.5)
        keras_private.seed_dropout(layer, *seed)
        masks.append(keras.ops.convert_to_numpy(layer(x, training=True)))
    np.testing.assert_array_equal(masks[0], masks[1])
    assert not np.array_equal(masks[0], masks[2])


def test_loss_and_metrics_need_no_inputs_and_equal_those_of_evaluate():
    """Broken: `compute_loss` or `compute_metrics` looks at the inputs, or gives only a part."""
    model = built()
    usual = model.evaluate(X, Y, verbose=0, return_dict=True)
    for _ in range(2):  # what came before is forgotten
        found = keras_private.losses_and_metrics(model, Y, model(X))
        values = {name: float(keras.ops.convert_to_numpy(value)) for name, value in found.items()}
        assert values == pytest.approx(usual, rel=1e-5)


def test_metrics_have_their_variables_before_the_first_step_and_start_at_zero():
    """Broken: metrics are built in another way, so that TensorFlow would trace each training step twice."""
    model = built()
    model.optimizer.build(model.trainable_variables)
    before = len(model.metrics_variables)
    keras_private.make_metrics(model, Y)
    ready = len(model.metrics_variables)
    assert ready > before
    assert all(not keras.ops.convert_to_numpy(variable).any() for variable in model.metrics_variables)
    model.fit(X, Y, verbose=0)
    assert len(model.metrics_variables) == ready


def test_equal_models_differ_in_json_by_the_counters_of_their_names_only():
    """Broken: Keras numbers its layers in another way, so the same network looks like another."""
    first, second = built(), built()
    assert first.to_json() != second.to_json()
    assert keras_private.without_counters(first.to_json()) == keras_private.without_counters(second.to_json())
    other = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4, "softmax")])
    assert keras_private.without_counters(first.to_json()) != keras_private.without_counters(other.to_json())


def test_equal_models_differ_in_name_by_a_counter_only():
    """Broken: the same, for the name of a model."""
    first, second = built(), built()
    assert first.name != second.name
    assert keras_private.without_counter(first.name) == keras_private.without_counter(second.name)
    assert keras_private.without_counter("hidden_layer_12") == "hidden_layer"


def test_keras_looks_for_the_weights_of_mobilenet_where_we_do(monkeypatch):
    """Broken: Keras keeps them under another name or elsewhere, so that they never seem to be there."""
    asked = []

    def get_file(name, origin, cache_subdir):
        asked.append(Path(cache_subdir, name))
        raise LookupError

    monkeypatch.setattr(file_utils, "get_file", get_file)
    with pytest.raises(LookupError):
        keras.applications.MobileNetV2((160, 160, 3), include_top=False)
    assert asked == [keras_private.mobilenet_weights(160)]
