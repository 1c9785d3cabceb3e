import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from traindnn.clipping import clip_by_global_norm, clip_by_norm, clip_by_value

from .reference import few

SHAPES = [[(3,)], [(4, 5), (5,)], [(2, 3, 4), (1,), (6, 2)]]
CLIPS = {
    "clipvalue": clip_by_value,
    "clipnorm": clip_by_norm,
    "global_clipnorm": lambda grads, c: clip_by_global_norm(grads, c)[0],
}
thresholds = st.floats(0.01, 20)


def draw(shapes, seed=0, dtype="float64"):
    rng = np.random.default_rng(seed)
    return [rng.normal(0, 3, shape).astype(dtype) for shape in shapes]


def joint(grads):
    return np.concatenate([np.ravel(g) for g in grads])


def projected(name, point, threshold):
    """Scale any point into the set that a way of clipping projects onto."""
    if name == "clipvalue":
        return [p * threshold / max(threshold, np.abs(p).max()) for p in point]
    if name == "clipnorm":
        return [p * threshold / max(threshold, np.linalg.norm(p)) for p in point]
    return [p * threshold / max(threshold, np.linalg.norm(joint(point))) for p in point]


def test_worked_example_of_the_lecture():
    grads = [np.array([0.9, 100.0])]
    assert clip_by_value(grads, 1.0)[0].tolist() == [0.9, 1.0]
    clipped = clip_by_norm(grads, 1.0)[0]
    assert [f"{clipped[0]:.8f}", f"{clipped[1]:.7f}"] == ["0.00899964", "0.9999595"]


@pytest.mark.parametrize("threshold", [0.5, 4.0, 1000.0])
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("name", CLIPS)
def test_agrees_with_one_step_of_keras(name, shapes, threshold):
    grads = [*draw(shapes, dtype="float32"), np.zeros((2, 2), "float32")]
    variables = [keras.Variable(np.zeros_like(g)) for g in grads]
    optimizer = keras.optimizers.SGD(1.0, **{name: threshold})
    optimizer.apply([keras.ops.convert_to_tensor(g) for g in grads], variables)
    for ours, theirs in zip(CLIPS[name](grads, threshold), variables, strict=True):
        np.testing.assert_allclose(ours, -np.asarray(theirs.value), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", CLIPS)
@few
@given(seed=st.integers(0, 10_000), threshold=thresholds)
def test_is_the_nearest_point_of_its_set(name, seed, threshold):
    grads, inside = draw(SHAPES[1], seed), projected(name, draw(SHAPES[1], seed + 1), threshold)
    clipped = CLIPS[name](grads, threshold)
    nearest = np.linalg.norm(joint(grads) - joint(clipped))
    assert nearest <= np.linalg.norm(joint(grads) - joint(inside)) + 1e-9
    # Every point of a convex set lies behind the projection, as seen from the gradient.
    assert (joint(grads) - joint(clipped)) @ (joint(inside) - joint(clipped)) <= 1e-9


@pytest.mark.parametrize("name", CLIPS)
@few
@given(seed=st.integers(0, 10_000), threshold=thresholds, k=st.floats(0.1, 10))
def test_is_idempotent_odd_and_scales_with_gradient_and_threshold(name, seed, threshold, k):
    clip, grads = CLIPS[name], draw(SHAPES[1], seed)
    once = clip(grads, threshold)
    np.testing.assert_allclose(joint(clip(once, threshold)), joint(once), rtol=1e-12)
    np.testing.assert_allclose(joint(clip([-g for g in grads], threshold)), -joint(once))
    np.testing.assert_allclose(joint(clip([k * g for g in grads], k * threshold)), k * joint(once), rtol=1e-9)


@few
@given(seed=st.integers(0, 10_000), threshold=thresholds)
def test_bounds_directions_and_norms(seed, threshold):
    grads = draw(SHAPES[2], seed)
    by_value, by_norm = clip_by_value(grads, threshold), clip_by_norm(grads, threshold)
    by_global, norm = clip_by_global_norm(grads, threshold)
    assert np.abs(joint(by_value)).max() <= threshold
    assert np.all(np.diff(joint(by_value)[np.argsort(joint(grads))]) >= 0)
    assert norm == pytest.approx(np.linalg.norm(joint(grads)))
    assert np.linalg.norm(joint(by_global)) == pytest.approx(min(norm, threshold))
    np.testing.assert_allclose(joint(by_global) * norm, joint(grads) * min(norm, threshold), rtol=1e-9)
    for g, clipped in zip(grads, by_norm, strict=True):
        assert np.linalg.norm(clipped) == pytest.approx(min(np.linalg.norm(g), threshold))


@pytest.mark.parametrize("name", CLIPS)
def test_keeps_dtype_input_and_what_is_small(name):
    grads = draw(SHAPES[2], dtype="float32")
    before = [g.copy() for g in grads]
    for threshold in (np.float64(0.5), 1000):
        clipped = CLIPS[name](grads, threshold)
        assert [(c.shape, c.dtype) for c in clipped] == [(g.shape, g.dtype) for g in grads]
    assert all(np.array_equal(c, g) for c, g in zip(clipped, before, strict=True))
    assert all(np.array_equal(g, b) for g, b in zip(grads, before, strict=True))


def test_global_norm_of_nothing_is_zero():
    assert clip_by_global_norm([], 1.0) == ([], 0.0)


@pytest.mark.parametrize(
    ("clip", "name"),
    [(clip_by_value, "clip_value"), (clip_by_norm, "clip_norm"), (clip_by_global_norm, "clip_norm")],
)
def test_threshold_must_be_positive(clip, name):
    with pytest.raises(ValueError, match=f"Expected `{name}` > 0. Received: {name}=0"):
        clip([np.ones(2)], 0)
