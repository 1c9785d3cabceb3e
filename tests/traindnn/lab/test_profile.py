import pytest

from traindnn.lab import profile


@pytest.fixture
def full(monkeypatch):
    monkeypatch.setenv(profile.VARIABLE, "full")


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.delenv(profile.VARIABLE, raising=False)


def test_quick_is_the_default(quick):
    assert profile.current().name == "quick"


def test_an_unknown_name_is_an_error_that_lists_the_known_ones(monkeypatch):
    monkeypatch.setenv(profile.VARIABLE, "fast")
    with pytest.raises(ValueError, match=r"'quick' or 'full'. Received: TRAINDNN_PROFILE='fast'"):
        profile.current()


def test_full_is_the_lecture(full):
    assert profile.sizes() == {"train": None, "validation": None, "test": None}
    assert profile.epochs(10) == 10
    assert profile.seeds(5) == (0, 1, 2, 3, 4)
    assert profile.choose(quick=3, full=10) == 10


def test_quick_is_smaller(quick):
    assert profile.sizes() == {"train": 6_000, "validation": 2_000, "test": 2_000}
    assert profile.seeds(5) == (0, 1, 2)
    assert profile.choose(quick=3, full=10) == 3


@pytest.mark.parametrize(("full_epochs", "expected"), [(1, 1), (2, 1), (5, 3), (10, 5), (20, 10)])
def test_quick_trains_half_the_epochs_rounded_up(quick, full_epochs, expected):
    assert profile.epochs(full_epochs) == expected


@pytest.mark.parametrize("ask", [profile.epochs, profile.seeds])
def test_nothing_to_train_is_an_error(quick, ask):
    with pytest.raises(ValueError, match=r"Received: .*=0"):
        ask(0)
