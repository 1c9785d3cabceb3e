def pytest_collection_modifyitems(items):
    """Begin with the tests that take minutes: the others run beside them."""
    items.sort(key=lambda item: item.get_closest_marker("minutes") is None)
