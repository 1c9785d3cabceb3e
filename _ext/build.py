"""`jupyter-book build`, with the same arguments and the same site, and little to read while it works.

    python _ext/build.py build . --warningiserror

What is shown is what a writer of the book needs: which pages run, how long they took, and every warning
and error. With ``VERBOSE=1`` in the environment Jupyter Book's own command runs, and shows all that it has
to say.

Where the package rfc3987_syntax is installed, jsonschema compiles its grammars for internationalized
addresses when it is imported: seconds, for a check that no file of a book asks for.
"""

import os
import sys


def main() -> None:
    """Start from the command line."""
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    # Imported here and below, because every forked kernel imports this file.
    if os.environ.get("VERBOSE"):
        from jupyter_book.cli.main import main as jupyter_book

        jupyter_book()
    elif sys.argv[1:2] != ["build"]:
        sys.exit(f"expected: build.py build FOLDER. Received: {' '.join(sys.argv[1:]) or 'nothing'}")
    else:
        sys.exit(build(sys.argv[2:]))


def build(arguments: list[str]) -> int:
    """Build as ``jupyter-book build`` does, between its banner and its last words.

    Args:
        arguments: those of ``jupyter-book build``.

    Returns:
        The exit status. What went wrong has been said.
    """
    from click import ClickException
    from jupyter_book.cli.main import build as command
    from jupyter_book.sphinx import build_sphinx
    from sphinx.util.console import color_terminal, nocolor

    if not color_terminal():
        nocolor()
    try:
        with command.make_context("jupyter-book build", list(arguments)) as context:
            asked = context.params
        # As `jupyter-book config sphinx` asks for them.
        config, source, overrides = command.callback(**{**asked, "get_config_only": True})  # type: ignore[misc]
        # Jupyter Book, too, puts the list of links that were checked beside the website.
        builder = asked["builder"]
        result = build_sphinx(
            source,
            source / "_build" / ("html" if builder == "linkcheck" else builder),
            noconfig=True,
            path_config=config,
            confoverrides=overrides,
            builder=builder,
            freshenv=asked["freshenv"],
            warningiserror=asked["warningiserror"],
            keep_going=asked["keep_going"],
            quiet=True,
        )
    except ClickException as error:
        error.show()
        return error.exit_code
    except Exception as error:  # in the settings, before Sphinx has begun
        print(f"_config.yml: ERROR: {error}\nVERBOSE=1 shows where it was raised.", file=sys.stderr)
        return 1
    # Sphinx has told an exception already, and gives it back.
    return result if isinstance(result, int) else 1


if __name__ == "__main__":
    main()
