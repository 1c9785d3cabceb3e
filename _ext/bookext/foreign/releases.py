"""What is said when a release of another package no longer writes what we look for."""

from importlib import metadata


def unexpected(expected: str, received: object, packages: tuple[str, ...], change: str) -> str:
    """Return the message.

    Args:
        expected: what we look for.
        received: what is there instead.
        packages: the distributions that write it.
        change: the name in the extension that has to follow.
    """
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    return (
        f"expected {expected}. Received: {received}, from {versions}. "
        f"See what is written now, and change {change} in _ext/bookext"
    )
