import keras
import numpy as np
import pytest

from traindnn.lab import transfer

pytestmark = pytest.mark.backend

SGD = keras.optimizers.SGD


@pytest.fixture
def base(tiny_model):
    keras.utils.set_random_seed(0)
    return tiny_model(batch_norm=("after",))


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_reused_layers_have_the_weights_and_the_head_is_new(base):
    model = transfer.reuse(base, 4, n_classes=2, new_layers=[keras.layers.Dense(5, name="new")])
    assert [layer.name for layer in model.layers[4:]] == ["new", "new_output"]
    for copy, layer in zip(model.layers[:4], base.layers[:4], strict=True):
        assert copy is not layer
        assert same(copy.get_weights(), layer.get_weights())
    assert model.output_shape == (None, 2)


@pytest.mark.parametrize("n_reuse", [0, 8])
def test_nothing_and_the_output_cannot_be_reused(base, n_reuse):
    assert len(base.layers) == 8
    with pytest.raises(ValueError, match=f"1 <= `n_reuse` <= 7. Received: n_reuse={n_reuse}"):
        transfer.reuse(base, n_reuse, 2)


def trainable(model):
    return [layer.name for layer in model.layers if layer.weights and layer.trainable]


def test_unfreezing_starts_at_the_top_and_counts_layers_with_weights(base):
    model = transfer.freeze(transfer.reuse(base, 7, 2), 7)
    assert trainable(model) == ["new_output"]
    assert trainable(transfer.unfreeze(model, 1)) == ["bn_2", "new_output"]
    assert trainable(transfer.unfreeze(model, 2)) == ["bn_1", "hidden_2", "bn_2", "new_output"]
    assert trainable(transfer.unfreeze(model, 0)) == ["bn_1", "hidden_2", "bn_2", "new_output"]
    assert trainable(transfer.unfreeze(model, 99)) == ["hidden_1", "bn_1", "hidden_2", "bn_2", "new_output"]


def test_impossible_counts_are_errors(base):
    with pytest.raises(ValueError, match="Received: n=9"):
        transfer.freeze(base, 9)
    with pytest.raises(ValueError, match="Received: n=-1"):
        transfer.unfreeze(base, -1)


def test_each_stage_moves_what_it_should_and_nothing_else(base, tiny):
    original = base.get_weights()
    snapshots = []
    watch = keras.callbacks.LambdaCallback(
        on_train_begin=lambda logs: snapshots.append(weights(watch.model)),
        on_train_end=lambda logs: snapshots.append(weights(watch.model)),
    )
    first, second = transfer.two_stage_fit(
        lambda: transfer.reuse(base, 7, 3),
        tiny,
        n_reuse=7,
        n_unfreeze=2,
        optimizers=(SGD(0.1), SGD(0.01)),
        epochs=(2, 1),
        callbacks=[watch],
        progress=False,
    )
    start, middle, again, end = snapshots
    assert moved(start, middle) == {"new_output"}
    assert moved(middle, again) == set()
    assert moved(again, end) == {"hidden_2", "bn_2", "new_output"}
    assert same(base.get_weights(), original)
    assert second.model is first.model
    assert (first.epochs, second.epochs) == (2, 1)
    assert [run.settings["optimizer"]["learning_rate"] for run in (first, second)] == [0.1, 0.01]


def weights(model):
    return {layer.name: layer.get_weights() for layer in model.layers}


def moved(before, after):
    return {name for name in before if not same(before[name], after[name])}
