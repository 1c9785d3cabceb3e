import keras
import numpy as np
import pytest

from traindnn import initializers

SHAPES = [(400, 100), (50, 300), (128, 128)]
KERAS = keras.initializers
COUNTERPARTS = {
    "glorot_normal": KERAS.GlorotNormal,
    "glorot_uniform": KERAS.GlorotUniform,
    "he_normal": KERAS.HeNormal,
    "he_uniform": KERAS.HeUniform,
    "lecun_normal": KERAS.LecunNormal,
    "lecun_uniform": KERAS.LecunUniform,
}
VARIANCES = {
    "glorot": initializers.glorot_variance,
    "he": lambda fan_in, fan_out: initializers.he_variance(fan_in),
    "lecun": lambda fan_in, fan_out: initializers.lecun_variance(fan_in),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", COUNTERPARTS)
def test_mean_and_variance_within_five_standard_errors_as_in_keras(name, shape):
    variance = VARIANCES[name.split("_")[0]](*shape)
    ours = getattr(initializers, name)(*shape, np.random.default_rng(1))
    theirs = np.asarray(COUNTERPARTS[name](seed=1)(shape))
    for w in (ours, theirs):
        assert w.shape == shape
        assert abs(w.mean()) < 5 * np.sqrt(variance / w.size)
        assert abs(w.var() - variance) < 5 * variance * np.sqrt(2 / w.size)


@pytest.mark.parametrize("name", ["glorot_uniform", "he_uniform", "lecun_uniform"])
def test_uniform_fills_its_limits(name):
    w = getattr(initializers, name)(60, 40, np.random.default_rng(0))
    limit = np.sqrt(3 * VARIANCES[name.split("_")[0]](60, 40))
    assert 0.99 * limit < np.abs(w).max() <= limit


@pytest.mark.parametrize("name", COUNTERPARTS)
def test_equal_seeds_draw_equal_weights(name):
    draw = getattr(initializers, name)
    first, second = (draw(5, 3, np.random.default_rng(seed)) for seed in (0, 0))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, draw(5, 3, np.random.default_rng(1)))


@pytest.mark.parametrize("name", COUNTERPARTS)
def test_fans_must_be_positive(name):
    with pytest.raises(ValueError, match=r"Expected `fan_in` > 0. Received: fan_in=0"):
        getattr(initializers, name)(0, 3, np.random.default_rng(0))


@pytest.mark.parametrize("draw", [initializers.normal, initializers.uniform])
def test_variance_must_be_positive(draw):
    with pytest.raises(ValueError, match=r"Expected `variance` > 0. Received: variance=-1"):
        draw(2, 3, -1, np.random.default_rng(0))
