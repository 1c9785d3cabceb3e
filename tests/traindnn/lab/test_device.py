import os

import keras
import pytest

from traindnn.lab import device

pytestmark = pytest.mark.backend


def test_the_backend_is_named_with_its_version():
    name, version = device.backend().split()
    assert name == keras.backend.backend()
    assert version[0].isdigit()


def test_without_an_accelerator_the_device_is_the_cpu_with_its_cores(monkeypatch):
    monkeypatch.setattr(device, "accelerator", lambda: None)
    assert device.describe() == f"CPU ({os.cpu_count()} cores)"
    assert not device.is_accelerated()


def test_an_accelerator_is_named(monkeypatch):
    monkeypatch.setattr(device, "accelerator", lambda: "NVIDIA H200")
    assert device.describe() == "NVIDIA H200"
    assert device.is_accelerated()
