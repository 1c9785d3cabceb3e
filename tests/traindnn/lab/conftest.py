import pytest

from traindnn.lab import models

from .tiny import draw


@pytest.fixture(scope="session")
def tiny():
    return draw()


@pytest.fixture(scope="session")
def tiny_model():
    return lambda **options: models.mlp((4, 4), 3, (8, 8), **options)
