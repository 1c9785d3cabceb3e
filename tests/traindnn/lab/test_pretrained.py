"""Kept weights: found again when nothing has changed, and never when anything has."""

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from traindnn.lab import training
from traindnn.lab.pretrained import pretrained


@pytest.fixture
def trainings(monkeypatch, tmp_path):
    """Where the weights are kept, and a list that grows by one with each training."""
    monkeypatch.setenv("TRAINDNN_CACHE", str(tmp_path / "kept"))
    counted, fit = [], training.fit
    monkeypatch.setattr(training, "fit", lambda *a, **k: counted.append(1) or fit(*a, **k))
    return counted


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first.get_weights(), second.get_weights(), strict=True))


@pytest.mark.backend
def test_second_call_finds_the_weights_of_the_first(trainings, tiny, tiny_model):
    first, second = (pretrained(tiny_model, tiny, epochs=2) for _ in range(2))
    assert len(trainings) == 1
    assert same(first, second)
    x, y = tiny.x_val, tiny.y_val
    assert training.evaluate(first, x, y) == training.evaluate(second, x, y)


@pytest.mark.backend
def test_weights_are_those_of_a_plain_training(trainings, tiny, tiny_model):
    run = training.fit(tiny_model, tiny, epochs=2, seed=1, progress=False)
    assert same(pretrained(tiny_model, tiny, epochs=2, seed=1), run.model)


def test_any_change_trains_anew(trainings, tiny, tiny_model):
    pretrained(tiny_model, tiny, epochs=1)
    pretrained(tiny_model, tiny, epochs=2)
    pretrained(tiny_model, tiny, epochs=1, seed=1)
    pretrained(tiny_model, tiny, epochs=1, optimizer=keras.optimizers.SGD(0.5))
    pretrained(lambda: tiny_model(activation="tanh"), tiny, epochs=1)
    other = replace(tiny, x_train=tiny.x_train + np.float32(1))
    pretrained(tiny_model, other, epochs=1)
    assert len(trainings) == 6


def test_damaged_file_is_trained_anew_and_replaced(trainings, tiny, tiny_model, tmp_path):
    first = pretrained(tiny_model, tiny, epochs=1)
    (file,) = (tmp_path / "kept").glob("*.npz")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert same(pretrained(tiny_model, tiny, epochs=1), first)
    assert len(trainings) == 2
    pretrained(tiny_model, tiny, epochs=1)
    assert len(trainings) == 2


def test_without_a_cache_nothing_is_kept(trainings, tiny, tiny_model, monkeypatch):
    monkeypatch.setenv("TRAINDNN_CACHE", "off")
    for _ in range(2):
        pretrained(tiny_model, tiny, epochs=1)
    assert len(trainings) == 2


def changed(monkeypatch, name):
    """Let a file of the package have another comment at its end."""
    read = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda file: read(file) + b"# new\n" * file.as_posix().endswith(name)
    )


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("lab/training.py", 2),
        ("lab/batches.py", 2),
        ("lab/settings.py", 2),
        ("lab/reuse.py", 2),
        ("lab/schedules.py", 2),
        ("lab/layers.py", 2),
        ("traindnn/expect.py", 2),
        ("lab/_start.py", 2),
        ("plots/lines.py", 1),
        ("lab/stages.py", 1),
        ("lab/reproduction/rerun.py", 1),
        ("data/stand_in.py", 1),
    ],
)
def test_code_that_decides_over_the_weights_trains_anew_and_other_code_does_not(
    trainings, tiny, tiny_model, monkeypatch, name, times
):
    pretrained(tiny_model, tiny, epochs=1)
    changed(monkeypatch, name)
    pretrained(tiny_model, tiny, epochs=1)
    assert len(trainings) == times


def test_kept_arrays_that_do_not_fit_are_trained_anew(trainings, tiny, tiny_model, tmp_path):
    first = pretrained(tiny_model, tiny, epochs=1)
    (file,) = (tmp_path / "kept").glob("*.npz")
    np.savez(file, *first.get_weights()[:-1])
    assert same(pretrained(tiny_model, tiny, epochs=1), first)
    assert len(trainings) == 2


def test_callbacks_are_an_error(trainings, tiny, tiny_model):
    with pytest.raises(ValueError, match=r"settings without callbacks. Received: callbacks="):
        pretrained(tiny_model, tiny, epochs=1, callbacks=[keras.callbacks.TerminateOnNaN()])
    assert not trainings
