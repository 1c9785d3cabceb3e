import keras
import numpy as np
import pytest

from traindnn.lab import models

pytestmark = pytest.mark.backend


def kinds(model):
    return [type(layer).__name__ for layer in model.layers]


def test_the_lectures_network_has_its_parameters():
    assert models.lecture_mlp().count_params() == 784 * 50 + 50 + 50 * 50 + 50 + 50 * 10 + 10 == 42_310


def test_the_lectures_batch_normalization_has_its_parameters():
    model = models.lecture_mlp(batch_norm=("input", "after"))
    assert model.count_params() == 45_846
    assert sum(np.prod(v.shape) for v in model.non_trainable_variables) == 1_768


def test_the_lectures_dropout_stands_on_the_input_and_after_each_hidden_layer():
    model = models.lecture_mlp(dropout=(0.2, 0.2, 0.2))
    assert kinds(model) == ["Flatten", "Dropout", *["Dense", "Activation", "Dropout"] * 2, "Dense"]


@pytest.mark.parametrize("shape", [(5,), (4, 4), (4, 4, 3)])
def test_mlp_gives_probabilities(shape):
    p = models.mlp(shape, 7, (6,))(np.ones((2, *shape), "float32"))
    assert p.shape == (2, 7)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(p).sum(axis=1), 1, rtol=1e-5)


def test_batch_normalization_before_the_activation_replaces_the_bias():
    model = models.mlp((4,), 2, (3, 3), batch_norm=("before",))
    assert kinds(model) == ["Flatten", *["Dense", "BatchNormalization", "Activation"] * 2, "Dense"]
    assert [layer.use_bias for layer in model.layers if isinstance(layer, keras.layers.Dense)] == [
        False,
        False,
        True,
    ]


def test_one_dropout_rate_goes_after_each_hidden_layer():
    model = models.mlp((4,), 2, (3, 3), dropout=0.5)
    assert kinds(model) == ["Flatten", *["Dense", "Activation", "Dropout"] * 2, "Dense"]


def test_one_initializer_object_gives_layers_of_one_shape_different_weights():
    keras.utils.set_random_seed(0)
    model = models.mlp((6,), 2, (6, 6, 6), kernel_initializer=keras.initializers.HeNormal())
    first, second, third = (model.get_layer(f"hidden_{k}").get_weights()[0] for k in (1, 2, 3))
    assert not np.allclose(first, second)
    assert not np.allclose(second, third)


def test_wrong_options_are_errors_that_name_them():
    with pytest.raises(ValueError, match="batch_norm='inside'"):
        models.mlp((4,), 2, batch_norm=("inside",))
    with pytest.raises(ValueError, match=r"one rate, or one for the input.*dropout=\(0.1, 0.2\)"):
        models.mlp((4,), 2, (3, 3), dropout=(0.1, 0.2))


@pytest.mark.parametrize("build", [models.small_cnn, models.cnn_gap])
@pytest.mark.parametrize("shape", [(12, 12), (12, 12, 3)])
def test_convolutional_networks_take_grey_and_colour(build, shape):
    p = build(shape, 5, (2, 3))(np.ones((2, *shape), "float32"))
    assert p.shape == (2, 5)


def test_small_cnn_is_the_measured_one():
    expected = ["Reshape", *["Conv2D", "MaxPooling2D"] * 2, "Flatten", "Dense", "Dropout", "Dense"]
    assert kinds(models.small_cnn((28, 28))) == expected


def test_global_average_pooling_makes_the_head_as_wide_as_the_filters():
    assert models.cnn_gap((32, 32, 3)).get_layer("output").kernel.shape == (64, 10)


def test_a_stride_halves_the_image_and_keeps_the_parameters():
    whole, half = (models.cnn_gap((12, 12, 3), 2, (2, 3), first_stride=stride) for stride in (1, 2))
    assert half.get_layer("conv_1").output.shape == (None, 6, 6, 2)
    assert half.count_params() == whole.count_params()
