"""What we use of pybtex beyond its documented interface."""

import functools

import pybtex.plugin


def remember_plugins() -> None:
    """Let pybtex look through the entry points of all packages once for each plugin, not at every citation.

    It asks for the style of each citation anew, and each time every installed package is looked through:
    seconds in a build.
    """
    if not hasattr(pybtex.plugin._load_entry_point, "cache_info"):
        pybtex.plugin._load_entry_point = functools.cache(pybtex.plugin._load_entry_point)
